"""PATHs in, Submissions out."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from grader.errors import Misuse
from grader.intake.helpers import read_helpers
from grader.intake.names import ids, readable
from grader.intake.reading import SOURCE_LIMIT, Refused, read_source
from grader.intake.search import Candidate, in_folder, link, of_file, unreadable_format
from grader.model import Submission


def collect(paths: Sequence[Path], *, module: str, source_limit: int = SOURCE_LIMIT) -> tuple[Submission, ...]:
    """Everything that was handed in under `paths`, each file read once, in the order given and natural order within.

    module        the file to hand in, without `.py`
    source_limit  KiB of one file; what is larger is not read

    What must not be read (a link, a pipe, too large, not text) is a Submission with a `refusal` and no files. Names are kept
    as they are, control characters included: whoever writes them makes them safe. What is named twice is graded once.
    Raises Misuse for a PATH that is not there, holds no submission or cannot be read yet; then nothing has been read.
    """
    candidates = _once(c for path in paths for c in _under(path, module))
    if not candidates:
        raise Misuse("no PATH is given", attempt=f"name {module}.py or a folder of submissions")
    names = ids([(c.place, c.is_folder) for c in candidates])
    return tuple(_read(c, name, module, source_limit) for c, name in zip(candidates, names, strict=True))


def _under(path: Path, module: str) -> Iterator[Candidate]:
    """The candidates of one PATH, each with its own place in the words of whoever typed that PATH. Raises Misuse."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    for candidate in _candidates(absolute, shown=path, module=module):
        below = (candidate.main or candidate.place).relative_to(absolute)
        yield replace(candidate, shown=str(path / below))


def _candidates(path: Path, *, shown: Path, module: str) -> tuple[Candidate, ...]:
    """The candidates of one PATH. Raises Misuse."""
    try:
        mode = path.lstat().st_mode
    except OSError as problem:
        attempt = "check the spelling; nothing has been graded"
        raise Misuse((problem.strerror or str(problem)).lower(), where=str(shown), attempt=attempt) from problem
    is_source = path.suffix.casefold() == ".py"
    if stat.S_ISDIR(mode) and path.name != f"{module}.py":
        return in_folder(path, module=module)
    if is_source:
        return (of_file(path, module=module),)
    if stat.S_ISLNK(mode):
        return (link(path),)
    raise _not_source(path, shown)


def _not_source(path: Path, shown: Path) -> Misuse:
    what = unreadable_format(path) or f"{path.name} is neither a .py file nor a folder"
    return Misuse(what, where=str(shown), attempt="what can be read: .py files, and folders of them")


def _once(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Without those that stand for the same file or folder as an earlier one."""
    first: dict[Path, Candidate] = {}
    for candidate in candidates:
        first.setdefault(candidate.main or candidate.place, candidate)
    return tuple(first.values())


def _read(candidate: Candidate, name: str, module: str, source_limit: int) -> Submission:
    if candidate.main is None:
        return Submission(id=name, refusal=readable(candidate.refusal), path=candidate.shown)
    try:
        source = read_source(candidate.main, source_limit=source_limit)
        helpers = _helpers(candidate, main_size=len(source), module=module, source_limit=source_limit)
    except Refused as reason:
        return Submission(id=name, refusal=readable(str(reason)), path=candidate.shown)
    told = readable(candidate.main.name) if candidate.main.name != f"{module}.py" else ""
    return Submission(id=name, files={f"{module}.py": source} | helpers, main=told, path=candidate.shown)


def _helpers(candidate: Candidate, *, main_size: int, module: str, source_limit: int) -> dict[str, bytes]:
    """The other modules; a file of theirs that differs from the main one in case alone must not take its place."""
    if candidate.main is None or candidate.helpers is None:
        return {}
    found = read_helpers(candidate.helpers, main=candidate.main, main_size=main_size, module=module, source_limit=source_limit)
    return {path: data for path, data in found.items() if path != f"{module}.py"}
