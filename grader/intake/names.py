"""Ids of submissions, and the order in which people expect names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

_DIGITS = re.compile("([0-9]+)")

NaturalKey = tuple[tuple[tuple[int, int, str], ...], str]


def natural_key(name: str) -> NaturalKey:
    """Sort key by which student2 comes before student10, and case decides only between equals."""
    chunks = (chunk for chunk in _DIGITS.split(name) if chunk)
    return tuple((0, int(c), "") if _DIGITS.fullmatch(c) else (1, 0, c.casefold()) for c in chunks), name


def readable(name: str) -> str:
    """A file name as text that can be written anywhere: bytes that are no text become U+FFFD, all else stays as it is."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def ids(places: Sequence[tuple[Path, bool]]) -> tuple[str, ...]:
    """One id for each place (absolute path, whether it is a folder): its name, or as much of the end of its path as tells
    it from the others: two folders `alice` become `monday/alice` and `tuesday/alice`, `alice` and `alice.py` stay apart.
    """
    lengths = [0] * len(places)
    longest = max((len(path.parts) for path, _ in places), default=0)
    for _ in range(longest + 1):
        labels = [_label(path, is_folder, length) for (path, is_folder), length in zip(places, lengths, strict=True)]
        taken = Counter(labels)
        if len(taken) == len(labels):
            return tuple(labels)
        lengths = [length + (taken[label] > 1) for label, length in zip(labels, lengths, strict=True)]
    return _numbered(labels) if places else ()


def _label(path: Path, is_folder: bool, length: int) -> str:
    """Length 0 is the plain name (without `.py`), length n the last n parts of the path."""
    if length == 0:
        return readable(path.name if is_folder else path.stem) or "submission"
    return readable("/".join(part.strip("/\\") for part in path.parts[-length:]))


def _numbered(labels: Sequence[str]) -> tuple[str, ...]:
    """The last resort, for paths that differ only in bytes that are no text."""
    seen: Counter[str] = Counter()
    numbered = []
    for label in labels:
        seen[label] += 1
        numbered.append(f"{label}#{seen[label]}" if seen[label] > 1 else label)
    return tuple(numbered)
