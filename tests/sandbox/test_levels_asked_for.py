"""What is said of too little isolation, and the same walls for somebody else than root."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.cli import main
from grader.sandbox.walls import levels, namespaces

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="walls of Linux")

ROOT = Path(__file__).resolve().parents[2]
ORDINARY = 20_001  # a user that no system has
as_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")


def test_too_little_isolation_ends_with_code_4_and_what_to_do(monkeypatch, capsys):
    monkeypatch.setattr(namespaces, "shutil", type("Nothing", (), {"which": staticmethod(lambda _: None)}))
    path = str(ROOT / "tests/submissions/class/ingrid.py")
    assert main(["grade", path, "--isolation", "strong"]) == 4
    said = capsys.readouterr().err
    assert "but 'strong' is required" in " ".join(said.split())
    assert "apt-get install bubblewrap" in said
    assert "--isolation" in said


def test_elsewhere_than_on_linux_the_price_is_named(monkeypatch, capsys):
    monkeypatch.setattr(levels.sys, "platform", "darwin")
    assert main(["grade", str(ROOT / "tests/submissions/class/ingrid.py")]) == 4
    said = capsys.readouterr().err
    assert "--isolation none: submissions then run as ordinary processes of yours" in " ".join(said.split())


def test_an_unknown_level_is_misuse(capsys):
    assert main(["grade", str(ROOT / "tests/submissions/class/ingrid.py"), "--isolation", "total"]) == 2
    assert "one of strong, standard, none" in capsys.readouterr().err


# --- as somebody else -----------------------------------------------------------------------------------------------------

SCRIPT = """
import sys, tempfile
from tests.sandbox.behind_walls import load
from grader.errors import WeakIsolation
from grader.model import Array, Call
from grader.sandbox import Box, Limits
import numpy as np
call = Call(function="f", arguments=(Array(value=np.ones(1)),))
for level in ("standard", "strong"):
    try:
        with Box(limits=Limits(), isolation=level) as box, box.open(load("def f(x): return 3 * x")) as session:
            print(box.level, session.ask([call])[0].outputs[0], "user no: only root" in box.detail)
    except WeakIsolation as weak:
        print(level, "not here:", weak)
"""


def _python_of_everybody() -> tuple[str, dict[str, str]] | None:
    """A Python that another user may start, with our modules; None where our folders are closed to others."""
    paths = os.pathsep.join([str(ROOT), *(path for path in sys.path if path)])
    environment = {"PYTHONPATH": paths, "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}
    own = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    for python in (str(Path(sys.executable).resolve()), f"/usr/bin/{own}"):
        try:
            run = [python, "-c", "import numpy, grader.sandbox, tests.sandbox.behind_walls"]
            subprocess.run(
                run, env=environment, user=ORDINARY, group=ORDINARY, extra_groups=[], check=True, capture_output=True, cwd="/"
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        return python, environment
    return None


@as_root
def test_the_same_walls_for_an_ordinary_user():
    python = _python_of_everybody()
    if python is None:
        pytest.skip("no Python here that another user may start")
    command, environment = python
    told = subprocess.run(
        [command, "-c", SCRIPT],
        check=False,
        env=environment,
        user=ORDINARY,
        group=ORDINARY,
        extra_groups=[],
        capture_output=True,
        text=True,
        cwd="/",
    )
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    assert lines[0] == "standard [3.] True"
    assert lines[1] == "strong [3.] True" or "not here" in lines[1]
