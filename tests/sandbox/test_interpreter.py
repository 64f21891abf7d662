"""Submissions run in another interpreter: which are refused, what can be seen of one, and what can be imported there."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import numpy as np
import pytest

from grader.errors import AssignmentError, Misuse
from grader.model.allowed_imports import STANDARD_MODULES
from grader.sandbox import Box, Limits, Load
from grader.sandbox.processes import interpreter, launch, scratch
from grader.sandbox.walls import namespaces
from grader.version import PYTHONS
from tests.sandbox.behind_walls import WALLED, walled_box
from tests.support.environments import FILES, HIDDEN, python_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["none", *WALLED])
def level(request) -> str:
    return request.param


@pytest.fixture
def loaded(course, level):
    """The result of loading a file in the environment, with these allowed modules, and what it prints."""

    def load(source: str, *modules: str):
        box = walled_box(level, python=course) if level != "none" else Box(limits=Limits(), isolation="none", python=course)
        with box:
            box.provide(modules)
            files = {"word2vec.py": source.encode()}
            with box.open(Load(module="word2vec", files=files, modules=(*STANDARD_MODULES, *modules))) as session:
                return session.loaded, session.printed

    return load


# --- which interpreter ----------------------------------------------------------------------------------------------------


def described(**about: object) -> str:
    whole = {"path": "/p", "python": "3.11.7", "implementation": "cpython", "modules": [], "error": "", **about}
    return f"echo '{json.dumps(whole)}'"


@pytest.mark.skipif(os.name != "posix", reason="scripts of a shell")
@pytest.mark.parametrize(
    ("script", "what", "value"),
    [
        (described(python="3.9.18"), "this Python is not supported", "cpython 3.9.18"),
        (described(python="3.1.4"), "this Python is not supported", "cpython 3.1.4"),
        (described(python="4.10.0"), "this Python is not supported", "cpython 4.10.0"),
        (described(implementation="pypy"), "this Python is not supported", "pypy 3.11.7"),
        (described(error="ImportError: no BLAS"), "NumPy cannot be imported there", "ImportError: no BLAS"),
        ("echo not JSON", "this is not an interpreter that can be used", "exit code 0"),
        ("echo '[1]'", "this is not an interpreter that can be used", "exit code 0"),
        (
            "echo '  SyntaxError: invalid syntax' >&2; exit 1",
            "this is not an interpreter that can be used",
            "SyntaxError: invalid syntax",
        ),
        ("exit 3", "this is not an interpreter that can be used", "exit code 3"),
        ("exec sleep 600", "the interpreter does not answer", "within 0.5 s"),
        (None, "this is not an interpreter", "Exec format error"),
    ],
)
def test_an_interpreter_that_cannot_be_used(tmp_path, monkeypatch, script, what, value):
    if "sleep" in str(script):
        monkeypatch.setattr(interpreter, "_ANSWER_SECONDS", 0.5)
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{script}\n" if script else "\0")
    python.chmod(0o755)
    with pytest.raises(Misuse) as caught:
        Box(limits=Limits(), isolation="none", python=python)
    assert (caught.value.where, caught.value.what, caught.value.value) == (f"--python {python}", what, value)
    assert f"CPython {PYTHONS[0]} to {PYTHONS[-1]} that has NumPy" in caught.value.attempt


@pytest.mark.parametrize(
    ("name", "what"), [("nothing", "no such file"), ("file", "this cannot be executed"), (".", "this is a folder")]
)
def test_a_path_that_names_no_program(tmp_path, name, what):
    (tmp_path / "file").touch(mode=0o600)
    with pytest.raises(Misuse) as caught:
        interpreter.other(tmp_path / name, launch.environment())
    assert caught.value.what == what


def test_the_folder_of_an_environment_is_answered_with_its_interpreter(course):
    with pytest.raises(Misuse) as caught:
        interpreter.other(course.parent.parent, launch.environment())
    assert caught.value.attempt.endswith(f"such as {course}")


def test_an_environment_without_numpy(tmp_path):
    venv.create(tmp_path, with_pip=False, symlinks=os.name == "posix")
    python = python_of(tmp_path)
    with pytest.raises(Misuse, match=r"NumPy cannot be imported there .*No module named 'numpy'"):
        interpreter.other(python, launch.environment())


def test_an_interpreter_describes_itself(course):
    found = interpreter.other(course, {**launch.environment(), "PYTHONPATH": str(ROOT)})
    assert found.path == str(course)
    assert found.about is not None
    assert (found.about["python"], found.about["numpy"]) == (sys.version.split()[0], np.__version__)
    assert [folder.is_relative_to(course.parent.parent) for folder in found.packages] == [True]
    assert found.modules == sys.stdlib_module_names
    hidden = [path.name for path in found.hidden]
    assert {*HIDDEN, "elsewhere.pth", "__editable___nabla_grader_finder.py", "nabla_grader-0.1.0.dist-info"} - {*hidden} == {
        "linked"
    }
    assert not {"numpy", "toy"} & {*hidden}


@pytest.mark.parametrize("path", sorted((ROOT / "grader/untrusted").glob("*.py")), ids=lambda path: path.name)
def test_the_untrusted_half_is_written_in_the_oldest_python(path):
    ast.parse(path.read_text(encoding="utf-8"), feature_version=tuple(map(int, PYTHONS[0].split("."))))


# --- what is there --------------------------------------------------------------------------------------------------------


def test_a_submission_runs_in_its_environment(loaded, course):
    source = "import sys, numpy\nprint(sys.prefix, sys.exec_prefix, numpy.__file__, sys.path)\ndef f(x): return x"
    result, printed = loaded(source)
    environment = str(course.parent.parent)
    prefix, exec_prefix, file, path = printed.split(maxsplit=3)
    assert (result.fault, prefix, exec_prefix) == (None, environment, environment)
    assert file.startswith(environment)
    assert "site-packages" not in path


IMPORTS = ("import {0}", "from {0} import *", "__import__('{0}')", "import importlib; importlib.import_module('{0}')")


def test_what_knows_the_answers_cannot_be_imported(loaded, course):
    """Not by a statement, not by a function, and not from the folder where it is installed."""
    (site,) = course.parent.parent.glob("**/site-packages")
    ways = [way.format(name) for name in HIDDEN for way in IMPORTS]
    source = f"""
import sys
def reached(before):
    for way in {ways!r}:
        try:
            exec(way)
        except ImportError:
            continue
        print(before, way)
reached("as it is")
sys.path.insert(0, {str(site)!r})
reached("on the path")
"""
    result, printed = loaded(source, "toy")
    assert result.fault is None
    assert printed == ""


def test_what_is_allowed_can_be_imported_and_no_more(loaded):
    source = "import toy\nprint(toy.double(21))\ntry:\n    import toy_friend\nexcept ImportError as error:\n    print(error)\n"
    result, printed = loaded(source, "toy", "toy.later")
    assert result.fault is None
    assert printed.startswith("42\nNo module named 'toy_friend'")


@pytest.mark.parametrize("level", WALLED)
def test_what_knows_the_answers_cannot_be_read(loaded, course):
    home = course.parent.parent.parent
    (site,) = home.glob("env/**/site-packages")
    paths = [
        site / name.removeprefix("site/") if name.startswith("site/") else home / name for name in FILES if "toy" not in name
    ]
    folders = [home, site / "grader", site / "my_course", home / "elsewhere", ROOT, ROOT / "reference/word2vec"]
    result, printed = loaded(f"""
import os
for path in {[str(path) for path in paths if "sympy" not in path.parts]!r}:
    try:
        print("read", path, repr(open(path).read()))
    except OSError:
        pass
for folder in {[str(folder) for folder in folders]!r}:
    try:
        print("listed", folder, os.listdir(folder))
    except OSError:
        pass
""")
    assert result.fault is None
    assert [line for line in printed.splitlines() if not line.endswith((" ''", " []"))] == []


@pytest.mark.parametrize("name", [*HIDDEN, "grader.model", "my_course.softmax", "nothing", "toy.nothing"])
def test_what_cannot_be_allowed(course, name):
    with Box(limits=Limits(), isolation="none", python=course) as box, pytest.raises(AssignmentError) as caught:
        box.provide((name,))
    assert (caught.value.where, caught.value.value) == (str(course), name)


@pytest.mark.skipif(shutil.which("bwrap") is None or sys.platform != "linux", reason="there is no bubblewrap")
def test_only_the_environment_is_there(course):
    """Seen by a program behind the namespaces: the packages, read-only, without what is hidden, and nothing around them."""
    found = interpreter.other(course, launch.environment())
    home = course.parent.parent.parent
    program = f"""
import os, sys
for folder, folders, files in os.walk({str(home)!r}):
    inside = os.path.relpath(folder, {str(home)!r})
    if "numpy" in inside:
        continue
    print("in", inside, *sorted(folders), *sorted(files))
for folder in {[str(ROOT), "/root", "/home"]!r}:
    for name in ("grader/model/codes.py", "reference/word2vec/functions.py", ".bashrc"):
        if os.path.exists(os.path.join(folder, name)):
            print("visible", folder, name)
try:
    open(os.path.join({str(found.packages[0])!r}, "new"), "w")
except OSError as error:
    print("not written:", error.strerror)
"""
    command = namespaces.wrapped([found.path, "-S", "-c", program], found, untrusted=launch.UNTRUSTED, scratch=scratch.base())
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=launch.environment())
    assert run.returncode == 0, run.stderr
    seen = {line.split()[1]: line.split()[2:] for line in run.stdout.splitlines() if line.startswith("in ")}
    site = os.path.relpath(found.packages[0], home)
    assert seen["."] == ["env"]
    assert seen["env"] == ["bin", "lib", "pyvenv.cfg"]
    assert all(name.startswith("python") for name in seen["env/bin"])  # no pip, no grader
    assert {"numpy", "toy", "toy_friend"} <= {*seen[site]}
    assert [seen[f"{site}/{name}"] for name in ("grader", "reference", "my_course")] == [[], [], []]
    assert "visible" not in run.stdout
    assert run.stdout.endswith("not written: Read-only file system\n")


def test_what_an_allowed_module_requires_is_shown_too():
    names = {path.name for path in interpreter.own().shown(["sympy"])}
    assert {"numpy", "sympy", "mpmath"} <= names
    assert "rich" not in names
    assert "mpmath" not in {path.name for path in interpreter.own().shown([])}
