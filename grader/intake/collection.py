"""Collect the submissions under the paths that the user names."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from grader.errors import Misuse
from grader.intake.helpers import read_helpers
from grader.intake.names import ids, readable
from grader.intake.reading import SOURCE_LIMIT, Refused, read_source
from grader.intake.search import Candidate, in_folder, link, of_file, unreadable_format
from grader.model import Submission


def collect(paths: Sequence[Path], *, module: str, source_limit: int = SOURCE_LIMIT) -> tuple[Submission, ...]:
    """Read every submission under `paths` once, in the order of the paths, and in natural order below each.

    module        the file to hand in, without `.py`
    source_limit  KiB of one file; a larger one is not read

    What must not be read (a link, a pipe, too large, not text) is a Submission with a `refusal` and no files. Names are kept
    as they are, control characters included: whoever prints them escapes them. What is named twice is graded once.
    Raises Misuse for a PATH that does not exist or holds no submission; then nothing has been read.
    """
    first: dict[Path, Candidate] = {}
    for path in paths:
        for candidate in _candidates(path, module):
            first.setdefault(candidate.main or candidate.place, candidate)
    if not first:
        raise Misuse("no PATH was given", attempt=f"name {module}.py or a folder of submissions")
    names = ids([(c.place, c.is_folder) for c in first.values()])
    return tuple(_read(c, name, module, source_limit) for c, name in zip(first.values(), names, strict=True))


def _candidates(path: Path, module: str) -> Iterator[Candidate]:
    """Candidates of one PATH, each `shown` in the words of whoever typed that PATH. Raises Misuse."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    try:
        mode = absolute.lstat().st_mode
    except OSError as problem:
        what = (problem.strerror or "cannot be opened").lower()
        raise Misuse(what, where=str(path), attempt="check the spelling; nothing has been graded") from problem
    candidates: tuple[Candidate, ...]
    if stat.S_ISDIR(mode) and absolute.name != f"{module}.py":
        candidates = in_folder(absolute, module=module)
    elif absolute.suffix.casefold() == ".py":
        candidates = (of_file(absolute, module=module),)
    elif stat.S_ISLNK(mode):
        candidates = (link(absolute),)
    else:
        what = unreadable_format(absolute) or f"{absolute.name} is neither a .py file nor a folder"
        raise Misuse(what, where=str(path), attempt="name a .py file, or a folder of .py files")
    for candidate in candidates:
        below = (candidate.main or candidate.place).relative_to(absolute)
        yield replace(candidate, shown=str(path / below))


def _read(candidate: Candidate, name: str, module: str, source_limit: int) -> Submission:
    """Read the files of one candidate; a file that must not be read refuses the whole submission."""
    main, standard_name = candidate.main, f"{module}.py"
    if main is None:
        return Submission(id=name, refusal=readable(candidate.refusal), path=candidate.shown)
    try:
        files = {standard_name: read_source(main, source_limit=source_limit)}
        if candidate.helpers is not None:
            size = len(files[standard_name])
            helpers = read_helpers(candidate.helpers, main=main, main_size=size, module=module, source_limit=source_limit)
            files |= helpers | files  # the main file last: a helper whose name differs in case alone must not replace it
    except Refused as reason:
        return Submission(id=name, refusal=readable(str(reason)), path=candidate.shown)
    handed_in_as = "" if main.name == standard_name else readable(main.name)
    return Submission(id=name, files=files, main=handed_in_as, path=candidate.shown)
