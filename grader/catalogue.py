"""Load assignments by name or by folder. Only this module knows that `reference/` exists."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Sequence
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.errors import AssignmentError, Misuse
from grader.model import Assignment
from grader.version import VERSION

PACKAGE = "reference"


def names() -> tuple[str, ...]:
    """The built-in assignments: the folders of `reference/` that hold an assignment.py."""
    folder = Path(str(importlib.import_module(PACKAGE).__file__)).parent
    return tuple(sorted(path.parent.name for path in folder.glob("*/assignment.py")))


def load(name_or_path: str) -> Assignment:
    """The assignment of that name, or the one in that folder.

    Raises Misuse where there is none, AssignmentError where it cannot be loaded or contradicts itself.
    """
    module = _import(name_or_path, "assignment")
    assignment = getattr(module, "ASSIGNMENT", None)
    if not isinstance(assignment, Assignment):
        raise AssignmentError("assignment.py defines no ASSIGNMENT", where=name_or_path, attempt="look at reference/README.md")
    return assignment


def derivations(name_or_path: str) -> Sequence[Any]:
    """The symbolic derivations of an assignment (this imports SymPy). Raises as `load` does."""
    module = _import(name_or_path, "derivations")
    derivations = getattr(module, "DERIVATIONS", None)
    if not isinstance(derivations, tuple):
        raise AssignmentError("derivations.py defines no DERIVATIONS", where=name_or_path, attempt="look at reference/README.md")
    return derivations


def folder(name_or_path: str) -> Path:
    """The folder that holds an assignment's files."""
    spec = importlib.util.find_spec(_package(name_or_path))
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(next(iter(spec.submodule_search_locations)))


def portable(name_or_path: str) -> str:
    """The name of a built-in assignment, or the path of another one from the root: the same in every folder."""
    return name_or_path if name_or_path in names() else str(folder(name_or_path))


def certificate(name_or_path: str) -> str:
    """A hash over every source of the assignment and the versions it runs on.

    `grader validate` prints it, and graded results carry it: equal certificates mean the same reference.
    """
    from importlib import metadata  # noqa: PLC0415 - 12 ms that a check need not wait for

    digest = hashlib.sha256()
    for path in sorted(folder(name_or_path).rglob("*.py")):
        digest.update(f"{path.relative_to(folder(name_or_path)).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    digest.update(VERSION.encode())
    for distribution in ("numpy", "sympy"):
        digest.update(f"{distribution} {metadata.version(distribution)}\0".encode())
    return digest.hexdigest()


def _package(name_or_path: str) -> str:
    """The importable package of an assignment. A folder elsewhere becomes a package under its own name."""
    if name_or_path in names():
        return f"{PACKAGE}.{name_or_path}"
    path = Path(name_or_path)
    if not (path / "assignment.py").is_file():
        attempt = f"give one of {', '.join(names())}, or a folder that holds assignment.py"
        raise Misuse("no such assignment", where="--assignment", value=name_or_path, attempt=attempt)
    path = path.resolve()
    name = path.name
    if not name.isidentifier():
        raise Misuse("the folder's name is not a Python name", where=str(path), value=name, attempt="rename the folder")
    if name in sys.modules:
        if path not in {Path(place) for place in getattr(sys.modules[name], "__path__", [])}:
            raise Misuse("a module of that name exists already", where=str(path), value=name, attempt="rename the folder")
        return name
    spec = PathFinder.find_spec(name, [str(path.parent)])  # also finds a folder without __init__.py
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    if spec.loader is not None:
        spec.loader.exec_module(module)
    return name


def _import(name_or_path: str, module: str) -> ModuleType:
    """Import one file of an assignment. Raises AssignmentError, with the cause kept, for whatever it raises."""
    try:
        return importlib.import_module(f"{_package(name_or_path)}.{module}")
    except Misuse:
        raise
    except (Exception, SystemExit) as error:
        raise AssignmentError(
            f"{module}.py cannot be loaded",
            where=name_or_path,
            value=f"{type(error).__name__}: {error}",
            attempt="correct the file",
        ) from error
