"""The file of an instructor's overrides, in TOML. It is read, and refused where it makes no sense, before anything is graded.

[[override]]
submission = "alice"            # the id of a submission
part = "f.vc"
points = 12.5
note = "appeal of 3 May: the derivation on paper was right"
sha256 = "5c5c..."              # may be left out: holds only for these bytes (source_sha256 of the results)
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from grader.errors import Misuse
from grader.grading import RequestedOverride
from grader.model import Assignment

DIGITS = 3
"""Digits that points may have behind the point: so many come back exactly from stored results."""

_NEEDED = ("submission", "part", "points", "note")
_KNOWN = {*_NEEDED, "sha256"}
_SHA256 = re.compile("[0-9a-f]{64}")


def read(file: Path, assignment: Assignment) -> tuple[RequestedOverride, ...]:
    """The rulings in `file`, in its order.

    Raises Misuse where the file cannot be read, is no TOML, holds something else, or rules what `assignment` does not know.
    """
    document = _document(file)
    tables = document.pop("override", [])
    if document:
        raise _misuse(
            file, "there is something else than overrides", value=", ".join(document), attempt="begin with [[override]]"
        )
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise _misuse(file, "override is no list of tables", attempt="write [[override]], in two brackets")
    rulings = tuple(_ruling(f"{file}, override {i}", table, assignment) for i, table in enumerate(tables, 1))
    for (submission, part), times in Counter((r.submission, r.part) for r in rulings).items():
        if times > 1:
            raise _misuse(file, "one part has several overrides", value=f"{submission}, part {part}", attempt="keep one of them")
    return rulings


def _misuse(where: object, what: str, *, value: str = "", attempt: str = "") -> Misuse:
    return Misuse(what, where=str(where), value=value, attempt=attempt)


def _document(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as error:
        raise _misuse(file, "the overrides cannot be read", value=error.strerror or str(error)) from error
    except (ValueError, ArithmeticError, RecursionError) as error:  # tomllib's own error is a ValueError, as is that of UTF-8
        raise _misuse(file, "the overrides are no TOML", value=str(error)) from error


def _ruling(where: str, table: dict[str, Any], assignment: Assignment) -> RequestedOverride:
    unknown = sorted(table.keys() - _KNOWN)
    if unknown:
        known = ", ".join((*_NEEDED, "sha256"))
        raise _misuse(where, "no override has such a key", value=", ".join(unknown), attempt=f"the keys are {known}")
    missing = [name for name in _NEEDED if name not in table]
    if missing:
        raise _misuse(where, "something is missing", value=", ".join(missing))
    part = _text(where, table, "part")
    if part not in {p.id for p in assignment.parts}:
        ids = ", ".join(p.id for p in assignment.parts)
        raise _misuse(where, f"{assignment.name} has no such part", value=part, attempt=f"one of {ids}")
    return RequestedOverride(
        submission=_text(where, table, "submission"),
        part=part,
        points=_points(where, table["points"], assignment.part(part).points),
        note=_text(where, table, "note"),
        sha256=_hash(where, table),
    )


def _text(where: str, table: dict[str, Any], key: str) -> str:
    text = table[key]
    if not isinstance(text, str) or not text.strip():
        raise _misuse(where, f"{key} is not a text, or empty", value=str(text))
    return text


def _points(where: str, value: object, most: Fraction) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
        raise _misuse(where, "points are not a number", value=str(value))
    points = Decimal(value)
    if not 0 <= points <= most:
        raise _misuse(
            where, f"points are not from 0 to {float(most):g}", value=str(value), attempt="give what the part can be worth"
        )
    if points != round(points, DIGITS):
        raise _misuse(where, f"points have more than {DIGITS} digits behind the point", value=str(value), attempt="round them")
    return Fraction(points)


def _hash(where: str, table: dict[str, Any]) -> str:
    if "sha256" not in table:
        return ""
    digest = _text(where, table, "sha256").lower()
    if not _SHA256.fullmatch(digest):
        raise _misuse(where, "sha256 is not 64 hexadecimal digits", value=digest, attempt="copy source_sha256 of the results")
    return digest
