"""List folders and the trees below them, sorted by what matters to a search for submissions. Links are listed, never followed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from grader.intake.names import natural_key
from grader.intake.reading import Refused

if TYPE_CHECKING:
    from grader.model import Assignment

MAX_DEPTH = 8
"""Levels of folders below an entry. LMS downloads nest three or four deep, a handed-in course repository two or three more."""

MAX_FOLDERS = 5_000
"""Folders listed for one entry: far more than anybody hands in, and far below a second of work."""

_MACHINE_MADE = frozenset({"__pycache__", "__MACOSX", "node_modules", "site-packages"})
_PACKED = frozenset({".zip", ".ipynb", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MainFile:
    """The file to hand in.

    names      its names without `.py`, one for each course; grading uses the first
    functions  the functions by which a file of another name is recognised
    """

    names: tuple[str, ...]
    functions: frozenset[str] = frozenset()

    @classmethod
    def of(cls, assignment: Assignment) -> Self:
        """The main file of an assignment."""
        return cls(names=assignment.file_names, functions=assignment.interface_names)

    def is_named(self, name: str) -> bool:
        """Whether a file has one of the names, in any case (Word2Vec.py)."""
        return name.casefold() in {f"{known}.py".casefold() for known in self.names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The names in one folder, each kind in natural order.

    sources  .py files of any kind (pipes and links too: the reader says why it refuses them), and anything else that has the
             name of the main file
    packed   archives and notebooks: somebody's work, but not readable here
    links    links that lead to folders
    aside    hidden and machine-made entries, and `__init__.py`: nobody's work
    shut     folders that cannot be opened, once the tree below has been listed
    """

    folder: Path
    depth: int = 0
    folders: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    packed: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    shut: list[str] = field(default_factory=list)


def is_packed(path: Path) -> bool:
    """True for an archive or a notebook, by its name."""
    return path.suffix.casefold() in _PACKED


def list_folder(folder: Path, wanted: MainFile, depth: int = 0) -> Listing:
    """List one folder. Raises OSError if it cannot be opened."""
    listing = Listing(folder=folder, depth=depth)
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda e: natural_key(e.name)):
            getattr(listing, _kind(entry, wanted)).append(entry.name)
    return listing


def _kind(entry: os.DirEntry[str], wanted: MainFile) -> str:
    """The field of Listing that the entry belongs to."""
    if entry.name.startswith(".") or entry.name == "__init__.py":
        return "aside"
    if entry.name in {f"{name}.py" for name in wanted.names}:
        return "sources"
    is_source = Path(entry.name).suffix.casefold() == ".py"
    is_junction = getattr(entry, "is_junction", None)  # of Windows; Python has the method from 3.12 on
    if entry.is_symlink() or (is_junction is not None and is_junction()):
        return "sources" if is_source else "links" if os.path.isdir(entry.path) else "others"  # noqa: PTH112
    if entry.is_dir(follow_symlinks=False):
        # Caches, what archivers add, and virtual environments: thousands of files that no student wrote.
        is_machine_made = entry.name in _MACHINE_MADE or os.path.lexists(os.path.join(entry.path, "pyvenv.cfg"))  # noqa: PTH118
        return "aside" if is_machine_made else "folders"
    if is_source:
        return "sources"
    return "packed" if is_packed(Path(entry.name)) else "others"


def tree(folder: Path, wanted: MainFile) -> Iterator[Listing]:
    """List a folder and all below it, level by level, down to MAX_DEPTH.

    Raises OSError if the folder itself cannot be opened, Refused after MAX_FOLDERS.
    """
    waiting = [list_folder(folder, wanted)]
    for listing in waiting:  # which grows in the loop
        yield listing
        if listing.depth == MAX_DEPTH:
            continue
        for name in listing.folders:
            if len(waiting) >= MAX_FOLDERS:
                raise Refused(f"there are more than {MAX_FOLDERS:,} folders here ({name} is one too many)")
            try:
                waiting.append(list_folder(listing.folder / name, wanted, listing.depth + 1))
            except OSError as problem:
                listing.shut.append(f"{name} cannot be opened: {problem.strerror}")
