"""Load assignments by name or by folder. Only this module knows that `reference/` exists."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
import traceback
from collections.abc import Iterator, Sequence
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.errors import AssignmentError, GraderError, Misuse
from grader.model import Assignment

PACKAGE = "reference"

VALIDATED = "validated.json"
"""The file beside an assignment in which `grader validate` records what it has passed."""


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
    if derivations is None:
        raise AssignmentError("derivations.py defines no DERIVATIONS", where=name_or_path, attempt="look at reference/README.md")
    if not isinstance(derivations, tuple):
        what, value = "DERIVATIONS is no tuple of derivations", type(derivations).__name__
        raise AssignmentError(what, where=f"{name_or_path}, derivations.py", value=value, attempt="write (DERIVATION,)")
    return derivations


def folder(name_or_path: str) -> Path:
    """The folder that holds an assignment's files."""
    spec = importlib.util.find_spec(package(name_or_path))
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(next(iter(spec.submodule_search_locations)))


def files(folder: Path) -> Iterator[Path]:
    """All files in an assignment's folder but those that Python, editors and `grader validate` leave there, in order."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name.endswith("~") or path.name in (VALIDATED, "__pycache__"):
            continue
        if path.is_dir():
            yield from files(path)
        elif path.is_file():
            yield path


def portable(name_or_path: str) -> str:
    """The name of a built-in assignment, or the path of another one from the root: the same in every folder."""
    return name_or_path if name_or_path in names() else str(folder(name_or_path))


def sha256(name_or_path: str) -> str:
    """A hash of all files of an assignment: equal hashes mean the same reference, parts and mistakes."""
    root, digest = folder(name_or_path), hashlib.sha256()
    for path in files(root):
        digest.update(f"{path.relative_to(root).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def located(error: Exception | SystemExit, name_or_path: str) -> Exception | SystemExit:
    """The same error as its author's, with file and line, where code of an assignment raised it; otherwise the error itself.

    The place is the innermost frame in the assignment's folder: what is called there may be called wrongly.
    """
    cause = error.__cause__ if isinstance(error, AssignmentError) else error
    if isinstance(cause, GraderError):
        return error
    try:
        root = folder(name_or_path)
    except Exception:  # noqa: BLE001 - an assignment that cannot be found has no code
        return error
    place = _place(cause, root) if cause else ""
    if not isinstance(error, AssignmentError):
        value = f"{type(error).__name__}: {error}"
        what = "this code of the assignment fails"
        return AssignmentError(what, where=place, value=value, attempt="correct it") if place else error
    place = place or root.name
    if place in error.where:
        return error
    file, _, line = place.partition("/")[2].rpartition(" line ")
    said = [text for text in error.where.split("; ") if text and not text.endswith(f"{file}, line {line}")]
    where = ", ".join(filter(None, (place, "; ".join(said))))
    return AssignmentError(error.what, where=where, value=error.value, attempt=error.attempt)


def _place(error: BaseException, folder: Path) -> str:
    """The file and the line in this folder where an error arose, "" if it arose elsewhere."""
    frames = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError):
        frames.append((error.filename or "", error.lineno))
    inside = [(Path(name), line) for name, line in frames if Path(name).is_relative_to(folder)]
    return f"{folder.name}/{inside[-1][0].relative_to(folder).as_posix()} line {inside[-1][1]}" if inside else ""


def package(name_or_path: str) -> str:
    """The importable package of an assignment. A folder elsewhere becomes a package under its own name. Raises Misuse."""
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
        return importlib.import_module(f"{package(name_or_path)}.{module}")
    except Misuse as error:
        raise located(error, name_or_path) from error.__cause__
    except (Exception, SystemExit) as error:
        unwritten = isinstance(error, ModuleNotFoundError) and str(error.name).endswith(".generated")
        raise AssignmentError(
            f"{module}.py cannot be loaded",
            where=_place(error, folder(name_or_path)) or name_or_path,
            value=f"{type(error).__name__}: {error}",
            attempt=f"grader validate --assignment {name_or_path}: it writes generated.py" if unwritten else "correct the file",
        ) from error
