"""Find the main file of an entry, and the modules that belong to it. Only folders are opened, and files that may be the main one.

An entry is what one person handed in, and has one record, whatever lies inside it (here the main file is `word.py`):

    alice/src/word.py            the main file nearest to the top counts; a remark names the others
    bob.py                       a file stands for itself
    carol/solution.py            no main file, but the only .py file that defines functions of the assignment
    dave/                        refused: no .py file, or several that may be meant
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.intake.folders import Listing, MainFile, is_packed, tree
from grader.intake.reading import Refused, read_regular

MAX_FILES = 200
"""Python files of one submission. The course's own folder has 6; the largest real submission has some dozens."""

TIMES = 5
"""Size limit of all files of one submission, as a multiple of the limit of one file: 5 MiB by default, so that 1,000 submissions
fit into memory at once."""

_SHOWN = 5
"""Names listed in a message: enough to recognise the folder, short enough for one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that was handed in.

    place    the folder or file that it is named after
    main     the file to read; None if there is none, and `refusal` says why
    beside   listings of the main file's folder and of those below it, whose modules belong to it
    ignored  other main files further down
    several  whether the entry is refused because more than one file may be meant
    empty    whether it holds nothing that could be graded
    shown    the path of the main file (or else of the place) relative to what the user typed; "" until that is known
    """

    place: Path
    is_folder: bool = True
    main: Path | None = None
    beside: tuple[Listing, ...] = ()
    ignored: tuple[str, ...] = ()
    refusal: str = ""
    several: bool = False
    empty: bool = False
    shown: str = ""


def of_folder(folder: Path, wanted: MainFile, *, source_limit: int) -> Entry:
    """Make the entry of a folder with all that lies below it."""
    listings: list[Listing] = []
    try:
        listings.extend(tree(folder, wanted))  # which keeps what was listed before an error
        unread = next((reason for listing in listings for reason in listing.shut), "")
    except OSError as problem:
        unread = f"{folder.name} cannot be opened: {problem.strerror}"
    except Refused as reason:
        unread = str(reason)
    mains = _mains(listings, wanted)
    if unread and not mains:  # the main file may be there
        return Entry(place=folder, refusal=unread)
    if mains:
        nearest = [path for depth, path in mains if depth == mains[0][0]]
        exact = [path for path in nearest if path.stem in wanted.names]
        likely, what = exact or nearest, "several main files at the same depth:"
        ignored = tuple(path.relative_to(folder).as_posix() for depth, path in mains if depth > mains[0][0])
    else:
        likely = [listing.folder / name for listing in listings for name in listing.sources]
        what, ignored = f"there is no {wanted.names[0]}.py in this folder; it holds", ()
    if len(likely) > 1:
        likely = [path for path in likely[:MAX_FILES] if _defines(path, wanted, source_limit)] or likely
    if len(likely) != 1:
        other = [listing.folder / name for listing in listings for name in (*listing.packed, *listing.links, *listing.others)]
        held = some([path.relative_to(folder).as_posix() for path in likely or other])
        return Entry(place=folder, refusal=f"{what} {held}", several=bool(likely), empty=not likely)
    main = likely[0]
    beside = tuple(listing for listing in listings if listing.folder.is_relative_to(main.parent))
    return Entry(place=folder, main=main, beside=beside, ignored=ignored)


def of_file(path: Path, wanted: MainFile, *, target: Path | None = None) -> Entry:
    """Make the entry of a file: the main file stands for its folder with all modules, any other file for itself.

    target  the file to read, where `path` is a link that may be followed
    """
    if is_packed(path):
        kind, instead = ("a notebook", "save its code as a .py file") if path.suffix == ".ipynb" else ("an archive", "unpack it")
        refusal = f"{path.name} is {kind}, which cannot be read yet: {instead}"
        return Entry(place=path, is_folder=False, refusal=refusal, empty=True)
    if not wanted.is_named(path.name):
        return Entry(place=path, is_folder=False, main=target or path)
    beside: list[Listing] = []
    try:
        beside.extend(tree(path.parent, wanted))
    except (OSError, Refused) as problem:
        return Entry(place=path.parent, refusal=str(problem))
    return Entry(place=path.parent, main=target or path, beside=tuple(beside))


def of_link(path: Path) -> Entry:
    """Refuse a link in the folder of a class: it may lead to anybody's work."""
    refusal = f"{path.name} is a link, and links are not followed: name the folder that it leads to"
    return Entry(place=path, refusal=refusal)


def read_helpers(entry: Entry, wanted: MainFile, *, main_size: int, source_limit: int) -> dict[str, bytes]:
    """Read all other .py files in the folder of the main file and below it, by posix path.

    source_limit  KiB of one file

    A helper that is a link, a pipe or too large is left out: if it is needed, the import fails; if not, it costs nothing. For
    the same reason its text is not checked. An inner folder that holds a main file of its own is a backup, and is left out.
    Raises Refused for more than MAX_FILES files, or more than TIMES times `source_limit`.
    """
    assert entry.main is not None
    limit = TIMES * (source_limit << 10)
    folder = entry.beside[0].folder if entry.beside else entry.main.parent
    helpers: dict[str, bytes] = {}
    size, count = main_size, 1
    for listing in entry.beside:
        inner = [place for place in (listing.folder, *listing.folder.parents) if place != folder and place.is_relative_to(folder)]
        if any(other.folder in inner and any(map(wanted.is_named, other.sources)) for other in entry.beside):
            continue
        names = [*listing.sources, *(name for name in listing.aside if name == "__init__.py")]
        for path in (listing.folder / name for name in names if listing.folder / name != entry.main):
            count += 1
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


def some(names: Sequence[str], most: int = _SHOWN) -> str:
    """The first few names, for a message."""
    if not names:
        return "nothing"
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


def _mains(listings: Sequence[Listing], wanted: MainFile) -> list[tuple[int, Path]]:
    """The files that have a name of the main file, with their depth, the nearest to the top first."""
    return [(each.depth, each.folder / name) for each in listings for name in each.sources if wanted.is_named(name)]


def _defines(path: Path, wanted: MainFile, source_limit: int) -> bool:
    """Whether the text of a file defines one of the functions, at whatever depth of indentation."""
    try:
        text = read_regular(path, source_limit=source_limit)
    except Refused:
        return False
    names = rb"^[ \t]*(?:async[ \t]+)?def[ \t]+(\w+)"
    return any(name.decode("utf-8", "replace") in wanted.functions for name in re.findall(names, text, re.MULTILINE))
