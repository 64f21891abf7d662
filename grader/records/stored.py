"""A stored `grader.results/1` made into a Report again, so that it can be drawn later. Nothing in the file is trusted."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar

from grader.model import AppliedOverride, Diagnosis, Environment, PartResult, Remark, Report, Status, SubmissionResult, Verdict
from grader.records.results import RESULTS

LARGEST_DENOMINATOR = 1000
"""Of a score. Fractions up to it differ by 1e-6 or more, which is twice the rounding of a stored score."""

SLACK = 1e-4
"""How far a stored sum may lie from the sum of its parts: more than the rounding of a hundred parts, less than any points."""

_SHARE = re.compile("[0-9]{1,9}(/[1-9][0-9]{0,8})?")

Choice = TypeVar("Choice", bound=Enum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Why there is no report: what is wrong, where in the file ("submissions[3].parts[0].verdict"), and the value found there."""

    what: str
    where: str = ""
    value: str = ""


def report_from_json(text: str) -> Report | Unreadable:
    """The report that JSON `text` holds. Unknown keys are ignored; keys that were added to the schema later may be missing."""
    try:
        document = _Place(value=json.loads(text), path="")
        schema = document["schema"]
        if schema.value != RESULTS:
            return Unreadable(what=f"this is not a file of {RESULTS}", where="schema", value=_short(schema.value))
        return _report(document)
    except _Misfit as misfit:
        return misfit.reason
    except (ValueError, RecursionError) as error:
        return Unreadable(what="this is not JSON", value=_short(str(error)))


class _Misfit(Exception):
    """Something in the document is not what it has to be. Never leaves this file."""

    def __init__(self, what: str, place: _Place) -> None:
        super().__init__(what)
        self.reason = Unreadable(what=what, where=place.path or "the whole file", value=_short(place.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A value of the document, and the way to it. Absent is not null: `present` is False for a key that is not there."""

    value: Any
    path: str
    present: bool = True

    def __getitem__(self, key: str) -> _Place:
        if not isinstance(self.value, dict):
            raise _Misfit("an object is due here", self)
        path = f"{self.path}.{key}" if self.path else key
        return _Place(value=self.value.get(key), path=path, present=key in self.value)

    def __iter__(self) -> Iterator[_Place]:
        if not isinstance(self.value, list):
            raise _Misfit("a list is due here", self)
        return (_Place(value=value, path=f"{self.path}[{i}]") for i, value in enumerate(self.value))

    def items(self) -> Iterator[tuple[str, _Place]]:
        if not isinstance(self.value, dict):
            raise _Misfit("an object is due here", self)
        return ((key, self[key]) for key in self.value)

    def or_else(self, value: object) -> _Place:
        """The place itself, or one that holds `value` where the key is absent."""
        return self if self.present else _Place(value=value, path=self.path)

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise _Misfit("a text is due here", self)
        return self.value

    def integer(self) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise _Misfit("a whole number is due here", self)
        return self.value

    def maybe_text(self) -> str | None:
        return None if self.value is None else self.text()

    def maybe_integer(self) -> int | None:
        return None if self.value is None else self.integer()

    def number(self) -> float:
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= 1e300 or not math.isfinite(value):
            raise _Misfit("a finite number is due here", self)
        return float(value)

    def points(self) -> Fraction:
        return Fraction(self.number()).limit_denominator(LARGEST_DENOMINATOR)

    def share(self) -> Fraction:
        if not _SHARE.fullmatch(self.text()):
            raise _Misfit('a share such as "1/2" is due here', self)
        return Fraction(self.text())

    def maybe_number(self) -> float | None:
        return None if self.value is None else self.number()

    def maybe_truth(self) -> bool | None:
        if self.value is not None and not isinstance(self.value, bool):
            raise _Misfit("true, false or null is due here", self)
        return self.value

    def choice(self, kind: type[Choice]) -> Choice:
        for member in kind:
            if member.value == self.value:
                return member
        raise _Misfit(f"one of {', '.join(str(member.value) for member in kind)} is due here", self)


def _report(document: _Place) -> Report:
    return Report(
        assignment=document["assignment"].text(),
        title=document["title"].or_else("").text(),
        grader_version=document["grader_version"].or_else("").text(),
        seed=document["seed"].integer(),
        environment=_environment(document["environment"]),
        submissions=tuple(map(_submission, document["submissions"])),
        extra={key: place.text() for key, place in document["extra"].or_else({}).items()},
        policy={key: place.share() for key, place in document["policy"].or_else({}).items()},
        options=tuple(place.text() for place in document["options"].or_else([])),
    )


def _environment(place: _Place) -> Environment:
    isolation = place["isolation"]
    return Environment(
        python=place["python"].text(),
        numpy=place["numpy"].text(),
        isolation=isolation["level"].text(),
        isolation_detail=isolation["detail"].or_else("").text(),
    )


def _submission(place: _Place) -> SubmissionResult:
    submission = SubmissionResult(
        id=place["id"].text(),
        status=place["status"].choice(Status),
        parts=tuple(map(_part, place["parts"])),
        interface=place["interface"].or_else("").text(),
        source_sha256=place["source_sha256"].or_else("").text(),
        seconds=place["seconds"].or_else(0.0).maybe_number() or 0.0,
        message=place["message"].or_else("").text(),
        remarks=tuple(map(_remark, place["remarks"].or_else([]))),
        path=place["path"].or_else("").text(),
        seed=place["seed"].maybe_integer(),
    )
    # Somebody who changes a sum by hand expects to see it. It would be lost here, so it is refused.
    for key, total in (("score", submission.score), ("max_score", submission.max_score)):
        if abs(place[key].or_else(float(total)).number() - total) > SLACK:
            raise _Misfit("this is not the sum of the parts", place[key])
    return submission


def _remark(place: _Place) -> Remark:
    return Remark(code=place["code"].text(), message=place["message"].text())


def _part(place: _Place) -> PartResult:
    return PartResult(
        id=place["id"].text(),
        title=place["title"].or_else("").text(),
        verdict=place["verdict"].choice(Verdict),
        score=place["score"].points(),
        max_score=place["max_score"].points(),
        diagnosis=tuple(map(_diagnosis, place["diagnosis"].or_else([]))),
        max_relative_error=place["max_relative_error"].maybe_number(),
        consistent_with_own_loss=place["consistent_with_own_loss"].maybe_truth(),
        loss_part=place["loss_part"].maybe_text(),
        carried_forward=bool(place["carried_forward"].maybe_truth()),
        shares={key: share.share() for key, share in place["shares"].or_else({}).items()},
        others=tuple(map(_diagnosis, place["others"].or_else([]))),
        case=place["case"].maybe_integer(),
        override=_override(place["override"]),
    )


def _override(place: _Place) -> AppliedOverride | None:
    return None if place.value is None else AppliedOverride(judged=place["judged"].points(), note=place["note"].text())


def _diagnosis(place: _Place) -> Diagnosis:
    return Diagnosis(
        code=place["code"].text(),
        message=place["message"].text(),
        where=place["where"].or_else("").text(),
        value=place["value"].or_else("").text(),
        hint=place["hint"].or_else("").text(),
    )


def _short(value: object) -> str:
    """A value of the file, short enough to quote."""
    return repr(value)[:80]
