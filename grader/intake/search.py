"""Find submissions in a folder by the names of files. Only folders are opened.

A folder that holds the main file is a submission, and all that lies below belongs to it. In other folders, each entry counts:

    class/alice/word.py          alice            (here <module> is `word`)
    class/bob.py                 bob              a file beside others
    class/carol/solution.py      carol            wrongly named, but the only .py file that Carol handed in
    class/dave/                  dave, refused    no file, or several files of which none is called word.py
    class/monday/erin/word.py    erin             one level more
    class/frank/a2/word.py       a2               what lies beside a2 counts only if it can be graded: Frank's a1 is not a student
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import Misuse
from grader.intake.folders import MAX_DEPTH, MAX_FOLDERS, Listing, budget, is_packed, list_folder, spend
from grader.intake.names import natural_key
from grader.intake.reading import Refused

_SHOWN = 5
"""Names listed in a message: enough to recognise the folder, short enough for one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Something that was handed in.

    place      the folder or file that it is named after
    main       the file to read; None if there is none, and `refusal` says why
    helpers    the folder whose other modules belong to it; None for a single file
    shown      the path of the main file (or else of the place) relative to what the user typed; "" until that is known
    """

    place: Path
    is_folder: bool
    main: Path | None = None
    helpers: Path | None = None
    refusal: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tree:
    """The contents of a folder: submissions, or else the files that might have been meant as one."""

    submissions: tuple[Candidate, ...] = ()
    sources: tuple[Path, ...] = ()
    packed: tuple[Path, ...] = ()
    others: tuple[Path, ...] = ()
    refusal: str = ""


def in_folder(folder: Path, *, module: str) -> tuple[Candidate, ...]:
    """Find the candidates in a folder named on the command line. Raises Misuse if there is none."""
    try:
        listing = list_folder(folder, module)
    except OSError as problem:
        raise Misuse(f"this folder cannot be opened: {problem.strerror}", where=str(folder)) from problem
    if listing.main(module) and not _is_shared(listing, module):
        return (_of_folder(listing, module),)
    trees: dict[str, _Tree] = {}
    for name in listing.folders:
        try:  # a budget for each entry, so that one student's tree cannot use up another's
            trees[name] = _descend(folder / name, module, depth=1, left=budget())
        except Refused as reason:
            trees[name] = _Tree(refusal=str(reason))
    if listing.main(module):
        return (_of_folder(listing, module), *_records(Listing(folder=folder, folders=listing.folders), trees, module))
    rivals = listing.packed + listing.links + tuple(n for n, t in trees.items() if t.submissions or t.sources or t.packed)
    sources = _student_files(_paths(listing, listing.sources))
    if len(sources) == 1 and not rivals:  # nothing else could be a submission: the folder is one student's
        return (Candidate(place=folder, is_folder=True, main=sources[0]),)
    candidates = _records(listing, trees, module)
    is_work = listing.links or any(tree.sources or tree.refusal for tree in trees.values())
    if not is_work and not any(c.main for c in candidates):
        attempt = f"name a folder that holds {module}.py, a folder of such folders and .py files, or a .py file"
        if listing.packed:
            attempt += "; archives and notebooks cannot be read yet"
        held = f"it holds {_some((*listing.packed, *listing.folders, *listing.others))}"
        raise Misuse("there is no submission in this folder", where=str(folder), value=held, attempt=attempt)
    return candidates


def _descend(folder: Path, module: str, *, depth: int, left: Iterator[int]) -> _Tree:
    """Search one folder and all below it. Raises Refused when the budget is used up."""
    spend(left, folder)
    try:
        listing = list_folder(folder, module)
    except OSError as problem:
        return _Tree(refusal=f"{folder.name} cannot be opened: {problem.strerror}")
    own = (_of_folder(listing, module),) if listing.main(module) else ()
    if own and not _is_shared(listing, module):
        return _Tree(submissions=own)
    names = listing.folders if depth < MAX_DEPTH else ()
    trees = {name: _descend(folder / name, module, depth=depth + 1, left=left) for name in names}
    if own:
        inner = Listing(folder=folder, folders=names)
        return _Tree(submissions=own + _records(inner, trees, module))
    # No main file here: the folder wraps one submission, or groups several, or is a student's own without a submission.
    with_submissions = sum(bool(tree.submissions) for tree in trees.values())
    if with_submissions:
        is_group = with_submissions > 1
        return _Tree(submissions=tuple(c for c in _records(listing, trees, module) if c.main or is_group))
    return _Tree(
        sources=_paths(listing, listing.sources) + tuple(p for t in trees.values() for p in t.sources),
        packed=_paths(listing, listing.packed) + tuple(p for t in trees.values() for p in t.packed),
        others=_paths(listing, listing.links + listing.others) + tuple(p for t in trees.values() for p in t.others),
        refusal=next((t.refusal for t in trees.values() if t.refusal), ""),
    )


def _records(listing: Listing, trees: Mapping[str, _Tree], module: str) -> tuple[Candidate, ...]:
    """Make at least one record for each entry of a folder of submissions, in natural order."""
    found: dict[str, tuple[Candidate, ...]] = {}
    for path in _student_files(_paths(listing, listing.sources)):
        found[path.name] = (Candidate(place=path, is_folder=False, main=path),)
    for path in _paths(listing, listing.packed):
        found[path.name] = (Candidate(place=path, is_folder=False, refusal=unreadable_format(path)),)
    for name in listing.links:
        found[name] = (link(listing.folder / name),)
    for name, tree in trees.items():
        place, sources = listing.folder / name, _student_files(tree.sources)
        if tree.submissions:
            found[name] = tree.submissions
        elif len(sources) == 1 and not tree.refusal:  # the only .py file of a student counts, whatever its name
            found[name] = (Candidate(place=place, is_folder=True, main=sources[0]),)
        else:
            names = [path.relative_to(place).as_posix() for path in (*sources, *tree.packed, *tree.others)]
            refusal = tree.refusal or f"there is no {module}.py in this folder; it holds {_some(names)}"
            found[name] = (Candidate(place=place, is_folder=True, refusal=refusal),)
    return tuple(candidate for name in sorted(found, key=natural_key) for candidate in found[name])


def of_file(path: Path, *, module: str) -> Candidate:
    """Make the candidate of a .py file: the main file stands for its folder with all modules, any other file for itself."""
    if path.name.casefold() == f"{module}.py".casefold():
        return Candidate(place=path.parent, is_folder=True, main=path, helpers=path.parent)
    return Candidate(place=path, is_folder=False, main=path)


def link(path: Path) -> Candidate:
    """Refuse a link to a folder: in the folder of a class it may lead to anybody's work."""
    refusal = f"{path.name} is a link, and links are not followed: name the folder that it leads to"
    return Candidate(place=path, is_folder=True, refusal=refusal)


def unreadable_format(path: Path) -> str:
    """The reason why an archive or a notebook is not graded; "" for anything else."""
    if not is_packed(path):
        return ""
    kind, instead = ("a notebook", "save its code as a .py file") if path.suffix == ".ipynb" else ("an archive", "unpack it")
    return f"{path.name} is {kind}, which cannot be read yet: {instead}"


def _of_folder(listing: Listing, module: str) -> Candidate:
    folder = listing.folder
    return Candidate(place=folder, is_folder=True, main=folder / listing.main(module), helpers=folder)


def _is_shared(listing: Listing, module: str) -> bool:
    """True if a main file lies among submissions (a starter in the folder of a class): most of the folders beside it, and at
    least two, hold a main file too. They would be lost as the helpers of a single submission.
    """
    holding = 0
    for name in listing.folders[:MAX_FOLDERS]:
        try:
            holding += bool(list_folder(listing.folder / name, module).main(module))
        except OSError:
            continue
    return holding >= 2 and 2 * holding > len(listing.folders)  # one is a backup, two of few may be a class


def _some(names: Sequence[str]) -> str:
    """The first few names, for a message."""
    if not names:
        return "nothing"
    rest = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + rest


def _paths(listing: Listing, names: tuple[str, ...]) -> tuple[Path, ...]:
    return tuple(listing.folder / name for name in names)


def _student_files(sources: tuple[Path, ...]) -> tuple[Path, ...]:
    """The files without `__init__.py`, which marks a package and is nobody's work."""
    return tuple(path for path in sources if path.name != "__init__.py")
