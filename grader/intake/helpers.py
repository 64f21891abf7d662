"""The modules that a student's main file may import from its own folder, as bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.intake.folders import MAX_DEPTH, Listing, budget, list_folder, spend
from grader.intake.reading import Refused, read_regular

MAX_FILES = 200
"""Python files of one submission. The course's own folder has 6; the largest real one seen has some dozens."""

TIMES = 5
"""All files of one submission together may have this many times the bytes of the largest one that is read: 5 MiB where nothing
else is said, so that 1,000 submissions still fit into memory at once."""


def read_helpers(folder: Path, *, main: Path, main_size: int, module: str, source_limit: int) -> dict[str, bytes]:
    """All other .py files in the tree of `folder`, by posix path. Raises Refused beyond MAX_FILES or TIMES times `source_limit`.

    source_limit  KiB of one file

    A helper that is a link, a pipe or too large is left out: if it is needed, importing it says so; if not, it must not cost
    anything. Text is not checked either, for the same reason. A folder inside that holds a main file of its own is another
    submission or a backup, and stays out.
    """
    found: dict[str, bytes] = {}
    most = TIMES * (source_limit << 10)
    room = most - main_size
    for count, path in enumerate(_sources(folder, module=module, main=main), start=2):
        if count > MAX_FILES:
            raise Refused(f"{folder.name} holds more than {MAX_FILES} .py files: hand in only those that are needed")
        name, data = path.relative_to(folder).as_posix(), _read_or_skip(path, source_limit)
        if data is None or not _is_text(name):
            continue
        room -= len(data)
        if room < 0:
            raise Refused(f"{folder.name} holds more than {most:,} bytes of .py files: hand in only those that are needed")
        found[name] = data
    return found


def _sources(folder: Path, *, module: str, main: Path) -> Iterator[Path]:
    """The .py files below `folder`, without the main file, in natural order, files before folders."""
    left = budget()
    waiting = [(folder, 0)]
    while waiting:
        place, depth = waiting.pop(0)
        spend(left, place)
        listing = _list_or_skip(place, module)
        if depth > 0 and listing.main(module):
            continue
        yield from (place / name for name in listing.sources if place / name != main)
        if depth < MAX_DEPTH:
            waiting += [(place / name, depth + 1) for name in listing.folders]


def _list_or_skip(folder: Path, module: str) -> Listing:
    try:
        return list_folder(folder, module)
    except OSError:
        return Listing(folder=folder)


def _read_or_skip(path: Path, source_limit: int) -> bytes | None:
    try:
        return read_regular(path, source_limit=source_limit)
    except Refused:
        return None


def _is_text(name: str) -> bool:
    """False for a file name whose bytes are no text: it cannot be imported, and not be hashed as text."""
    return name.encode("utf-8", "replace").decode() == name
