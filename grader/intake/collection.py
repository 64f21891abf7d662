"""Collect the submissions under the paths that the user names."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import overload

from grader.errors import Misuse
from grader.intake.entries import Entry, of_file, of_folder, of_link, read_helpers, some
from grader.intake.folders import MainFile, is_packed, list_folder
from grader.intake.names import ids, natural_key
from grader.intake.reading import SOURCE_LIMIT, Refused, read_source
from grader.model import Remark, Submission
from grader.model.texts import plain

_LISTED = 50
"""Names in the note on what is left aside: all that anybody reads, and not the 5,000 pictures in a folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Submissions, and notes on how the paths were read: as a class of one, with something left aside."""

    submissions: Sequence[Submission]
    notes: tuple[str, ...] = ()


class Readings(Sequence[Submission]):
    """Submissions that are read when they are asked for: a large class is never in memory as a whole.

    entries  with the ids of the submissions
    read     reads one of them
    """

    def __init__(self, entries: Sequence[tuple[Entry, str]], read: Callable[[Entry, str], Submission]) -> None:
        self._entries, self._read = entries, read

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, index: int) -> Submission: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Submission, ...]: ...
    def __getitem__(self, index: int | slice) -> Submission | tuple[Submission, ...]:
        """Read one, or some."""
        if isinstance(index, slice):
            return tuple(self._read(*each) for each in self._entries[index])
        return self._read(*self._entries[index])


def collect(paths: Sequence[Path], *, wanted: MainFile, source_limit: int = SOURCE_LIMIT, is_class: bool = True) -> Collection:
    """Find every submission under `paths`, in the order of the paths, and in natural order below a class.

    One PATH that is a folder without the main file is a class: each of its entries is a submission. Of several PATHs each is a
    submission, so that `class/*` means the same as `class`. A PATH that is a link is followed, a link inside of it is not.

    source_limit  KiB of one file; a larger one is not read
    is_class      False: one PATH is one submission, whatever it holds

    What must not be read (a link, a pipe, too large, not text) is a Submission with a `refusal` and no files. Ids and messages
    hold no control characters; a `path` is what it is, so that it can be opened. What is named twice is graded once.
    Raises Misuse for a PATH that does not exist, for paths that hold no submission, and for several classes at once.
    """
    if not paths:
        raise Misuse("no PATH was given", attempt=f"name {wanted.names[0]}.py or a folder of submissions")
    places = [_resolved(path) for path in paths]
    entries: dict[Path, Entry] = {}
    aside: list[str] = []
    notes: list[str] = []
    for path, place in zip(paths, places, strict=True):
        if is_class and len(paths) == 1 and _is_class(place, path, wanted):
            of_path, aside = _of_class(place, wanted, source_limit)
            if len(of_path) == 1:
                attempt = f"to grade the folder itself as a submission, put {wanted.names[0]}.py directly into it"
                notes.append(f"{path} was read as a class of one ({of_path[0].place.name}); {attempt}")
        elif place.is_dir() and not wanted.is_named(place.name):
            of_path = [of_folder(place, wanted, source_limit=source_limit)]
        elif place.suffix.casefold() == ".py" or is_packed(place):
            of_path = [of_file(_absolute(path), wanted, target=place)]
        else:
            of_path = []
            aside.append(path.name)
        for entry in of_path:
            file = entry.main or entry.place
            shown = path / file.relative_to(place) if file.is_relative_to(place) else path
            named = _absolute(path) if entry.place == place else entry.place
            entries.setdefault(file, replace(entry, place=named, shown=str(shown)))
    _check(list(entries.values()), paths, aside, wanted, of_one=not is_class)
    if aside:
        notes.append(f"left aside: {some([plain(name) for name in aside], _LISTED)}")
    names = ids([(entry.place, entry.is_folder) for entry in entries.values()])
    read = partial(_read, wanted=wanted, source_limit=source_limit)
    return Collection(submissions=Readings(list(zip(entries.values(), names, strict=True)), read), notes=tuple(notes))


def _absolute(path: Path) -> Path:
    """The path from the root, links as they are."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def _resolved(path: Path) -> Path:
    """The place that a PATH names; a link is followed. Raises Misuse where nothing is there."""
    place = _absolute(path)
    try:
        mode = place.lstat().st_mode
        return place.resolve(strict=True) if stat.S_ISLNK(mode) else place
    except (OSError, RuntimeError) as problem:
        what = (getattr(problem, "strerror", "") or "cannot be opened").lower()
        raise Misuse(what, where=str(path), attempt="check the spelling; nothing has been graded") from problem


def _is_class(place: Path, path: Path, wanted: MainFile) -> bool:
    """Whether a PATH is a folder that does not hold the main file itself. Raises Misuse if it cannot be opened."""
    if not place.is_dir() or wanted.is_named(place.name):
        return False
    try:
        return not any(map(wanted.is_named, list_folder(place, wanted).sources))
    except OSError as problem:
        raise Misuse(f"this folder cannot be opened: {problem.strerror}", where=str(path)) from problem


def _of_class(folder: Path, wanted: MainFile, source_limit: int) -> tuple[list[Entry], list[str]]:
    """The entries of a class in natural order, and the names that are left aside."""
    listing = list_folder(folder, wanted)
    entries = [of_file(folder / name, wanted) for name in (*listing.sources, *listing.packed)]
    entries += [of_link(folder / name) for name in listing.links]
    entries += [of_folder(folder / name, wanted, source_limit=source_limit) for name in listing.folders]
    return sorted(entries, key=lambda entry: natural_key(entry.place.name)), [*listing.others, *listing.aside]


def _check(entries: Sequence[Entry], paths: Sequence[Path], aside: Sequence[str], wanted: MainFile, *, of_one: bool) -> None:
    """Raise Misuse if there is nothing to grade, or if each of several PATHs is a class."""
    main = f"{wanted.names[0]}.py"
    if all(entry.empty for entry in entries):
        attempt = f"name a folder that holds {main}, a folder of such folders and .py files, or a .py file"
        where, names = ", ".join(map(str, paths)), some([*(entry.place.name for entry in entries), *aside])
        if len(paths) == 1 and not _absolute(paths[0]).is_dir():
            reason = entries[0].refusal if entries else f"{aside[0]} is neither a .py file nor a folder"
            raise Misuse(reason, where=where, attempt="name a .py file, or a folder of .py files")
        if of_one:
            attempt = f"name a .py file, or a folder that holds {main}; of a notebook, save the code as a .py file"
            raise Misuse(entries[0].refusal, where=where, attempt=attempt)
        if any(is_packed(entry.place) for entry in entries):
            attempt += "; archives and notebooks cannot be read yet"
        raise Misuse("there is no submission in this folder", where=where, value=f"it holds {names}", attempt=attempt)
    if len(paths) > 1 and all(entry.several for entry in entries):
        words = " ".join(f"{path}/*" for path in paths)
        raise Misuse(
            "each PATH is one submission where there are several, and each of these holds several",
            where=", ".join(map(str, paths)),
            attempt=f"for several classes at once: grader grade {words}",
        )


def _read(entry: Entry, name: str, *, wanted: MainFile, source_limit: int) -> Submission:
    """Read the files of one entry; a file that must not be read refuses the whole submission."""
    main, standard_name = entry.main, f"{wanted.names[0]}.py"
    if main is None:
        return Submission(id=name, refusal=plain(entry.refusal), path=entry.shown)
    try:
        files = {standard_name: read_source(main, source_limit=source_limit)}
        helpers = read_helpers(entry, wanted, main_size=len(files[standard_name]), source_limit=source_limit)
        files |= helpers | files  # the main file last: a helper whose name differs in case alone must not replace it
    except Refused as reason:
        return Submission(id=name, refusal=plain(str(reason)), path=entry.shown)
    handed_in_as = "" if main.name == standard_name else plain(main.name)
    remarks: tuple[Remark, ...] = ()
    if entry.ignored:
        what = f"{plain(main.name)} nearest to the top was graded; further down there is {some(entry.ignored)}."
        remarks = (Remark(code="several-files", message=plain(what)),)
    return Submission(id=name, files=files, main=handed_in_as, path=entry.shown, remarks=remarks)
