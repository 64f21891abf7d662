"""Ids of submissions, and natural order of names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain, count
from pathlib import Path

from grader.model.texts import plain

_DIGITS = re.compile("([0-9]+)")

NaturalKey = tuple[tuple[tuple[int, int, str], ...], str]


def natural_key(name: str) -> NaturalKey:
    """Sort key that puts student2 before student10; case decides only between equals."""
    chunks = (chunk for chunk in _DIGITS.split(name) if chunk)
    return tuple((0, int(c), "") if _DIGITS.fullmatch(c) else (1, 0, c.casefold()) for c in chunks), name


def ids(places: Sequence[tuple[Path, bool]]) -> tuple[str, ...]:
    """Make one id for each place (absolute path, whether it is a folder): its name, or the shortest unique end of its path.

    Two folders `alice` become `monday/alice` and `tuesday/alice`; `alice` and `alice.py` stay apart. Names are compared as they
    are and written as `plain` text; of those that are equal only then, all but the first get a number.
    """
    if not places:
        return ()
    lengths = [0] * len(places)
    longest = max(len(path.parts) for path, _ in places)
    for _ in range(longest + 1):
        labels = []
        for (path, is_folder), length in zip(places, lengths, strict=True):
            if length:
                labels.append("/".join(part.strip("/\\") for part in path.parts[-length:]))
            else:
                labels.append((path.name if is_folder else path.stem) or "submission")
        taken = Counter(labels)
        if len(taken) == len(labels):
            break
        lengths = [length + (taken[label] > 1) for label, length in zip(labels, lengths, strict=True)]
    unique: dict[str, None] = {}
    for label in map(plain, labels):
        numbered = (f"{label}#{number}" for number in count(2))
        unique[next(each for each in chain([label], numbered) if each not in unique)] = None
    return tuple(unique)
