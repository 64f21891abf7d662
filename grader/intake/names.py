"""Ids of submissions, and natural order of names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

_DIGITS = re.compile("([0-9]+)")

NaturalKey = tuple[tuple[tuple[int, int, str], ...], str]


def natural_key(name: str) -> NaturalKey:
    """Sort key that puts student2 before student10; case decides only between equals."""
    chunks = (chunk for chunk in _DIGITS.split(name) if chunk)
    return tuple((0, int(c), "") if _DIGITS.fullmatch(c) else (1, 0, c.casefold()) for c in chunks), name


def readable(name: str) -> str:
    """Replace undecodable bytes of a file name by U+FFFD, so that it can be written anywhere."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def ids(places: Sequence[tuple[Path, bool]]) -> tuple[str, ...]:
    """Make one id for each place (absolute path, whether it is a folder): its name, or the shortest unique end of its path.

    Two folders `alice` become `monday/alice` and `tuesday/alice`; `alice` and `alice.py` stay apart.
    """
    if not places:
        return ()
    lengths = [0] * len(places)
    longest = max(len(path.parts) for path, _ in places)
    for _ in range(longest + 1):
        labels = []
        for (path, is_folder), length in zip(places, lengths, strict=True):
            if length:
                labels.append(readable("/".join(part.strip("/\\") for part in path.parts[-length:])))
            else:
                labels.append(readable(path.name if is_folder else path.stem) or "submission")
        taken = Counter(labels)
        if len(taken) == len(labels):
            return tuple(labels)
        lengths = [length + (taken[label] > 1) for label, length in zip(labels, lengths, strict=True)]
    times: Counter[str] = Counter()  # only names that differ in undecodable bytes are still equal
    for i, label in enumerate(labels):
        times[label] += 1
        labels[i] = f"{label}#{times[label]}" if times[label] > 1 else label
    return tuple(labels)
