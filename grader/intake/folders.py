"""List folders, sorted by what matters to a search for submissions. Links are listed, never followed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.intake.names import natural_key
from grader.intake.reading import Refused

MAX_DEPTH = 8
"""Levels of folders below a PATH. LMS downloads nest three or four deep, a handed-in course repository two or three more."""

MAX_FOLDERS = 5_000
"""Folders listed for one entry of a PATH: a section of 300 students with 15 folders each, and far below a second of work."""

_MACHINE_MADE = frozenset({"__pycache__", "__MACOSX", "node_modules", "site-packages"})
_PACKED = frozenset({".zip", ".ipynb", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The names in one folder, each kind in natural order; hidden and machine-made entries are left out.

    sources  .py files of any kind (pipes and links too: the reader says why it refuses them), and anything else that has the
             name of the main file
    packed   archives and notebooks: somebody's work, but not readable here
    links    links that lead to folders
    """

    folder: Path
    folders: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    packed: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def main(self, module: str) -> str:
        """The name of the main file: the exact name, else the only one that differs in case alone (Word2Vec.py), else ""."""
        wanted = f"{module}.py"
        alike = [name for name in self.sources if name.casefold() == wanted.casefold()]
        if wanted in alike:
            return wanted
        return alike[0] if len(alike) == 1 else ""


def is_packed(path: Path) -> bool:
    """True for an archive or a notebook, by its name."""
    return path.suffix.casefold() in _PACKED


def list_folder(folder: Path, module: str) -> Listing:
    """List one folder. Raises OSError if it cannot be opened."""
    kinds: dict[str, list[str]] = {"folders": [], "sources": [], "packed": [], "links": [], "others": []}
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda e: natural_key(e.name)):
            kind = _kind(entry, module)
            if kind:
                kinds[kind].append(entry.name)
    return Listing(folder=folder, **{kind: tuple(names) for kind, names in kinds.items()})


def _kind(entry: os.DirEntry[str], module: str) -> str:
    """The field of Listing that the entry belongs to, "" if it is skipped."""
    if entry.name.startswith("."):
        return ""
    if entry.name == f"{module}.py":
        return "sources"
    is_source = Path(entry.name).suffix.casefold() == ".py"
    is_junction = getattr(entry, "is_junction", None)  # of Windows; Python has the method from 3.12 on
    if entry.is_symlink() or (is_junction is not None and is_junction()):
        return "sources" if is_source else "links" if os.path.isdir(entry.path) else "others"  # noqa: PTH112
    if entry.is_dir(follow_symlinks=False):
        # Caches, what archivers add, and virtual environments: thousands of files that no student wrote.
        is_machine_made = entry.name in _MACHINE_MADE or os.path.lexists(os.path.join(entry.path, "pyvenv.cfg"))  # noqa: PTH118
        return "" if is_machine_made else "folders"
    if is_source:
        return "sources"
    return "packed" if is_packed(Path(entry.name)) else "others"


def budget() -> Iterator[int]:
    """Allowance of folders that may be listed, for `spend`."""
    return iter(range(MAX_FOLDERS))


def spend(left: Iterator[int], folder: Path) -> None:
    """Take one folder from the budget. Raises Refused if nothing is left."""
    if next(left, None) is None:
        raise Refused(f"there are more than {MAX_FOLDERS:,} folders here ({folder.name} is one too many)")
