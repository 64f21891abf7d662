"""The record that `grader validate` has passed an assignment as it stands.

Theory of operation. `validate` writes a small record beside the assignment; where that folder cannot be written it lies in the
user's cache. The record holds a hash of all that a proof depends on: the files of the assignment, the modules of its author that
these import from elsewhere, the sources of the prover, and the versions of NumPy and SymPy. `grade` computes the hash again,
which takes milliseconds and no SymPy, and says in every report whether it is the same. Of a version the first number counts: the
supported versions that share it agree on what the checks rely on, and an update within it is no reason for a warning.

The whole outcome of the last validation that passed lies in the cache, under a key that holds the exact versions too, so that the
next one need not prove again what has not changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader import catalogue
from grader.version import VERSION

if TYPE_CHECKING:
    from grader.model import Validation

SCHEMA = "grader.validated/1"
PROVER = ("diagnosis", "judging", "model", "numeric", "symbolic", "validation")
"""The folders of this program that decide whether a validation passes."""
_EXACT = ("numpy", "sympy", "mpmath", "python-flint")


def is_validated(name_or_path: str) -> bool:
    """Whether `grader validate` has passed this assignment as it stands."""
    return any(_holds(record, name_or_path) for record in _records(name_or_path))


def recall(name_or_path: str) -> Validation | None:
    """The last validation that passed, if nothing has changed since, with the day on which it was made; otherwise None."""
    from grader.records import validation_from_json  # noqa: PLC0415 - who grades need not wait for it

    try:
        stored = json.loads((_cache(name_or_path) / "validation.json").read_text(encoding="utf-8"))
        if stored["key"] != _exact(_fingerprint(name_or_path, stored["modules"])) or not is_validated(name_or_path):
            return None
        return replace(validation_from_json(stored["validation"]), validated=stored["date"])
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):  # missing, or written by another version
        return None


def remember(name_or_path: str, validation: Validation, *, modules: Iterable[Path], seed: int, day: str) -> Path | None:
    """Record a validation that passed, or forget the record of what does not pass any more.

    A record that says the same already stays as it is. Returns the place of the record; None where there is none.

    modules  of the assignment's author, outside of its folder
    day      today, as in 2026-01-31
    """
    folder = catalogue.folder(name_or_path)
    paths = [Path(os.path.relpath(path, folder)).as_posix() for path in modules]
    fingerprint = _fingerprint(name_or_path, paths)
    places = [folder / catalogue.VALIDATED]
    with suppress(RuntimeError):
        places.append(_cache(name_or_path) / catalogue.VALIDATED)
    if not validation.ok:
        for place in places:
            if _read(place).get("fingerprint") == fingerprint:
                _write(place, None)
        return None
    if len(places) > 1:
        from grader.records import validation_to_json  # noqa: PLC0415

        whole = json.loads("".join(validation_to_json(validation)))
        stored = {"key": _exact(fingerprint), "modules": paths, "date": day, "validation": whole}
        _write(places[-1].with_name("validation.json"), stored)
    record = {
        "schema": SCHEMA,
        "assignment": validation.assignment,
        "fingerprint": fingerprint,
        "modules": paths,
        "seed": seed,
        "date": day,
        "grader": VERSION,
        "python": platform.python_version(),
        **{name: _version(name) for name in ("numpy", "sympy")},
    }
    return next((p for p in places if _read(p).get("fingerprint") == fingerprint or _write(p, record)), None)


def _records(name_or_path: str) -> Iterable[dict[str, Any]]:
    yield _read(catalogue.folder(name_or_path) / catalogue.VALIDATED)
    with suppress(RuntimeError):
        yield _read(_cache(name_or_path) / catalogue.VALIDATED)


def _holds(record: dict[str, Any], name_or_path: str) -> bool:
    modules = record.get("modules")
    if record.get("schema") != SCHEMA or not isinstance(modules, list) or not all(isinstance(path, str) for path in modules):
        return False
    try:
        return bool(record.get("fingerprint") == _fingerprint(name_or_path, modules))
    except OSError:  # one of the modules has gone
        return False


def _fingerprint(name_or_path: str, modules: Iterable[str]) -> str:
    """The hash of all that a validation depends on. Raises OSError for a file that cannot be read."""
    folder, here = catalogue.folder(name_or_path), Path(__file__).parent
    digest = hashlib.sha256(catalogue.sha256(name_or_path).encode())
    sources = [(path, folder / path) for path in modules]
    sources += [(str(path.relative_to(here)), path) for room in PROVER for path in sorted((here / room).rglob("*.py"))]
    for name, path in sources:
        data = path.read_bytes()
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    digest.update("".join(f"{name} {_version(name).partition('.')[0]}\0" for name in ("numpy", "sympy")).encode())
    return digest.hexdigest()


def _exact(fingerprint: str) -> str:
    """The fingerprint with the exact versions of everything that computes."""
    versions = [sys.version, platform.machine(), *(_version(name) for name in _EXACT)]
    return hashlib.sha256("\0".join([fingerprint, *versions]).encode()).hexdigest()


def _version(distribution: str) -> str:
    """The version of an installed package, "" if it is not there; the package is not imported."""
    from importlib import metadata  # noqa: PLC0415 - 12 ms that not every command need wait for

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""


def _cache(name_or_path: str) -> Path:
    """The folder of an assignment in the user's cache. Raises RuntimeError where there is no home."""
    named, folder = os.environ.get("XDG_CACHE_HOME", ""), catalogue.folder(name_or_path).resolve()
    caches = (
        Path(named) if Path(named).is_absolute() else Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    )
    return caches / "grader" / f"{folder.name}-{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"


def _read(path: Path) -> dict[str, Any]:
    """A record, empty where there is none."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _write(path: Path, record: dict[str, Any] | None) -> bool:
    """Put a record in its place, as a whole, or take it away. False where that is impossible."""
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        if record is None:
            path.unlink(missing_ok=True)
            return True
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        return False
    return True
