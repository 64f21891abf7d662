"""Read an instructor's overrides from a TOML file. The whole file is checked before anything is graded.

[[override]]
submission = "alice"            # the id of a submission
part = "f.vc"
points = 12.5
note = "appeal of 3 May: the derivation on paper was right"
sha256 = "5c5c..."              # optional: applies only to these bytes (source_sha256 of the results)
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from grader.errors import Misuse
from grader.model import Override

DIGITS = 3
"""Digits that points may have after the decimal point: so many come back exactly from stored results."""

MOST = Fraction(10**6)
"""Points at most where the parts are not known; without a bound 1e999999999 would take all memory."""

MOST_BYTES = 8 << 20
"""Of the file: 50,000 overrides. It is read in 10 s; a device or somebody's results would take all memory."""

_REQUIRED = ("submission", "part", "points", "note")
_SHA256 = re.compile("[0-9a-f]{64}")


def read(file: Path, parts: Mapping[str, Fraction] | None = None) -> tuple[Override, ...]:
    """The overrides in `file`, in its order.

    parts  points of each part that may be overridden; None where the parts are not known

    Raises Misuse for a file that cannot be read, is not TOML, holds anything else, or overrides what is not in `parts`.
    """
    try:
        with os.fdopen(os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as opened:  # do not wait for a pipe
            is_regular = stat.S_ISREG(os.fstat(opened.fileno()).st_mode)
            data = opened.read(MOST_BYTES + 1) if is_regular else b""
        if not is_regular:
            raise Misuse("not a regular file", where=str(file), attempt="write the overrides to a file")
        if len(data) > MOST_BYTES:
            raise Misuse(f"larger than {MOST_BYTES >> 20} MiB", where=str(file), attempt="name the file of the overrides")
        document = tomllib.loads(data.decode(), parse_float=Decimal)
    except OSError as error:
        raise Misuse("cannot read the overrides", where=str(file), value=error.strerror or str(error)) from error
    except (ValueError, ArithmeticError, RecursionError) as error:  # tomllib's own error is a ValueError, as is that of UTF-8
        raise Misuse("this is not TOML", where=str(file), value=str(error)) from error
    tables = document.pop("override", [])
    if document:
        what, value = "unknown key; only 'override' is allowed", ", ".join(document)
        raise Misuse(what, where=str(file), value=value, attempt="begin each override with [[override]]")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise Misuse("'override' must be an array of tables", where=str(file), attempt="write [[override]], in two brackets")
    overrides = tuple(_override(f"{file}, override {i}", table, parts) for i, table in enumerate(tables, 1))
    for (submission, part), times in Counter((o.submission, o.part) for o in overrides).items():
        if times > 1:
            value = f"{submission}, part {part}"
            raise Misuse("one part has several overrides", where=str(file), value=value, attempt="keep one of them")
    return overrides


def _override(where: str, table: dict[str, Any], parts: Mapping[str, Fraction] | None) -> Override:
    unknown = sorted(table.keys() - {*_REQUIRED, "sha256"})
    if unknown:
        known = ", ".join((*_REQUIRED, "sha256"))
        raise Misuse("unknown key", where=where, value=", ".join(unknown), attempt=f"the keys are {known}")
    missing = [name for name in _REQUIRED if name not in table]
    if missing:
        raise Misuse("missing key", where=where, value=", ".join(missing))
    part = _text(where, table, "part")
    if parts is not None and part not in parts:
        raise Misuse("no such part", where=where, value=part, attempt=f"one of {', '.join(parts)}")
    digest = _text(where, table, "sha256").lower() if "sha256" in table else ""
    if digest and not _SHA256.fullmatch(digest):
        raise Misuse(
            "sha256 must be 64 hexadecimal digits", where=where, value=digest, attempt="copy source_sha256 of the results"
        )
    submission = _text(where, table, "submission")
    value, most = table["points"], MOST if parts is None else parts[part]
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
        raise Misuse("points must be a number", where=where, value=str(value))
    points = Decimal(value)
    if not 0 <= points <= most:
        wanted = f"points must be between 0 and {float(most):g}"
        raise Misuse(wanted, where=where, value=str(value), attempt="give what the part can be worth")
    if points != round(points, DIGITS):
        raise Misuse(f"points must have at most {DIGITS} decimals", where=where, value=str(value), attempt="round them")
    note = _text(where, table, "note")
    return Override(submission=submission, part=part, points=Fraction(points), note=note, sha256=digest)


def _text(where: str, table: dict[str, Any], key: str) -> str:
    text = table[key]
    if not isinstance(text, str) or not text.strip():
        raise Misuse(f"{key} must be a non-empty string", where=where, value=str(text))
    return text
