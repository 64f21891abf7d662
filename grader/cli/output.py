"""Where data goes: to files, or to standard output (`-`), where it then stands alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from grader.errors import Misuse

STANDARD_OUTPUT = "-"


def fresh_seed() -> int:
    """A seed that nobody can foresee."""
    return int.from_bytes(os.urandom(4))


def check_targets(*targets: str | None, inputs: Iterable[Path] = ()) -> None:
    """Refuse a file that cannot be written before any work is done, and one that is read. Raises Misuse."""
    read = {path.resolve() for path in inputs}
    named = [target for target in targets if target is not None]
    for target in named:
        if named.count(target) > 1:
            raise Misuse("two kinds of data cannot go to one place", value=target, attempt="name another file for one of them")
        if target != STANDARD_OUTPUT:
            _check_file(target)
            if Path(target).resolve() in read or Path(target).suffix == ".py":
                raise Misuse("this is read, and not written", where=target, attempt="name another file for the results")


def _check_file(target: str) -> None:
    path = Path(target)
    if not target or path.is_dir():
        raise Misuse("this is no file to write to", where=target, attempt="name a file")
    if not path.parent.is_dir():
        raise Misuse("there is no such folder", where=str(path.parent), attempt="make the folder first, or name another")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise Misuse("this may not be written", where=target, attempt="name another file")


def write(target: str, text: str) -> None:
    """Write a whole file or nothing: what stood there before stays until the new text is complete. Raises Misuse.

    What is no regular file (a pipe, a device) is written through, and a link is followed.
    """
    if target == STANDARD_OUTPUT:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    path = Path(target)
    try:
        if path.exists() and not path.is_file():
            with path.open("w", encoding="utf-8", newline="") as file:
                file.write(text)
        else:
            _replace(path.resolve(), text)
    except OSError as error:
        raise Misuse(
            "cannot be written", where=target, value=error.strerror or str(error), attempt="name another file"
        ) from error


def _replace(path: Path, text: str) -> None:
    """Put a complete file in the place of another; its permissions are kept."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
        temporary.chmod(mode)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
