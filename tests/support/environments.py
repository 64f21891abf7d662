"""A virtual environment as a course may have it: another place, the same NumPy, further packages, the grader among them."""

from __future__ import annotations

import os
import shutil
import venv
from pathlib import Path

from grader.sandbox.processes import interpreter

# What knows the answers, or may: as packages, as an assignment, by a link to another folder.
HIDDEN = ("grader", "reference", "my_course", "linked")
FILES = {
    "secret.txt": "a secret",
    "elsewhere/linked/__init__.py": "ANSWER = 1\n",
    "site/elsewhere.pth": "{home}/elsewhere\n",
    "site/__editable___nabla_grader_finder.py": "ANSWER = 1\n",
    "site/nabla_grader-0.1.0.dist-info/RECORD": "grader/__init__.py",
    "site/grader/__init__.py": "ANSWER = 1\n",
    "site/reference/__init__.py": "ANSWER = 1\n",
    "site/reference/word2vec/functions.py": "ANSWER = 1\n",
    "site/my_course/__init__.py": "ANSWER = 1\n",
    "site/my_course/softmax/assignment.py": "ANSWER = 1\n",
    "site/toy/__init__.py": "import toy_friend\ndef double(x):\n    from toy.later import two\n    return two * x\n",
    "site/toy/later.py": "two = 2\n",
    "site/toy_friend/__init__.py": "",
    "site/sympy/__init__.py": "def diff(f): return f\n",
}


def make_environment(home: Path) -> Path:
    """Make the environment in a folder that holds other things too; return the path of its interpreter."""
    venv.create(home / "env", with_pip=False, symlinks=os.name == "posix")
    (site,) = (home / "env").glob("**/site-packages")
    for path in interpreter.own().shown(()):  # NumPy, and its libraries where they lie beside it
        (shutil.copytree if path.is_dir() else shutil.copy)(path, site / path.name)
    for name, text in FILES.items():
        path = site / name.removeprefix("site/") if name.startswith("site/") else home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(home=home))
    return python_of(home / "env")


def python_of(environment: Path) -> Path:
    """The interpreter of an environment."""
    return next(path for path in (environment / "bin/python", environment / "Scripts/python.exe") if path.exists())
