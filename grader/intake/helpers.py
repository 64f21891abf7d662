"""Read the modules that a student's main file may import from its own folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.intake.folders import MAX_DEPTH, budget, list_folder, spend
from grader.intake.reading import Refused, read_regular

MAX_FILES = 200
"""Python files of one submission. The course's own folder has 6; the largest real submission has some dozens."""

TIMES = 5
"""Size limit of all files of one submission, as a multiple of the limit of one file: 5 MiB by default, so that 1,000 submissions
fit into memory at once."""


def read_helpers(folder: Path, *, main: Path, main_size: int, module: str, source_limit: int) -> dict[str, bytes]:
    """Read all other .py files in the tree of `folder`, by posix path.

    source_limit  KiB of one file

    A helper that is a link, a pipe or too large is left out: if it is needed, the import fails; if not, it costs nothing. For
    the same reason its text is not checked. An inner folder that holds a main file of its own is another submission or a
    backup, and is left out. Raises Refused for more than MAX_FILES files, or more than TIMES times `source_limit`.
    """
    helpers: dict[str, bytes] = {}
    limit = TIMES * (source_limit << 10)
    size = main_size
    for count, path in enumerate(_sources(folder, module=module, main=main), start=2):
        if count > MAX_FILES:
            raise Refused(f"{folder.name} holds more than {MAX_FILES} .py files: hand in only those that are needed")
        name = path.relative_to(folder).as_posix()
        if name.encode("utf-8", "replace").decode() != name:
            continue  # undecodable bytes: such a name can be neither imported nor hashed as text
        try:
            helpers[name] = read_regular(path, source_limit=source_limit)
        except Refused:
            continue
        size += len(helpers[name])
        if size > limit:
            raise Refused(f"{folder.name} holds more than {limit:,} bytes of .py files: hand in only those that are needed")
    return helpers


def _sources(folder: Path, *, module: str, main: Path) -> Iterator[Path]:
    """List the .py files below `folder` without the main file, in natural order, files before folders."""
    left = budget()
    waiting = [(folder, 0)]
    while waiting:
        place, depth = waiting.pop(0)
        spend(left, place)
        try:
            listing = list_folder(place, module)
        except OSError:
            continue
        if depth > 0 and listing.main(module):
            continue
        yield from (place / name for name in listing.sources if place / name != main)
        if depth < MAX_DEPTH:
            waiting += [(place / name, depth + 1) for name in listing.folders]
