"""Findings of the judge: one for each piece and case, and the judgement of a piece, which is all of them together."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

from grader.judging.exam import AnyArray, PieceKey
from grader.judging.layouts import Layout
from grader.model import Case, Diagnosis, Unfit, Verdict
from grader.numeric import Comparison

RANK = {verdict: rank for rank, verdict in enumerate(Verdict)}
"""Of several verdicts, the one that comes first in Verdict is reported."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Finding:
    """The judgement of one piece on one case.

    diagnosis  set if the structure alone shows the fault; a wrong value is diagnosed later, from all cases together
    layout     the layout in which the returned array was read
    array      the returned array in the expected layout; None if it cannot be read so
    misshapen  the returned array, if it cannot be read in the expected layout
    """

    case: Case
    verdict: Verdict
    diagnosis: Diagnosis | None = None
    layout: Layout = Layout.AS_GIVEN
    array: AnyArray | None = None
    misshapen: AnyArray | Unfit | None = None
    comparisons: tuple[Comparison, ...] = ()

    @property
    def error(self) -> float | None:
        """The largest relative error; None if nothing could be compared."""
        errors = [c.max_relative_error for c in self.comparisons]
        return max(errors) if errors and all(map(math.isfinite, errors)) else None


class Judgement(Sequence[Finding]):
    """The findings of a piece, one for each case, and what they say together."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._findings = tuple(findings)

    @overload
    def __getitem__(self, index: int) -> Finding: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Finding, ...]: ...

    def __getitem__(self, index: int | slice) -> Finding | tuple[Finding, ...]:
        return self._findings[index]

    def __len__(self) -> int:
        return len(self._findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._findings)

    @cached_property
    def verdict(self) -> Verdict:
        """Correct only if the piece is correct on every case."""
        return min((finding.verdict for finding in self), key=RANK.__getitem__)

    @cached_property
    def error(self) -> float | None:
        """The largest relative error; None if nothing could be compared on some case."""
        errors = [finding.error for finding in self]
        return None if None in errors else max(error for error in errors if error is not None)

    @cached_property
    def layouts(self) -> frozenset[Layout]:
        """The layouts in which the arrays were read."""
        return frozenset(finding.layout for finding in self)


class RightJudgement(Judgement):
    """A judgement of arrays of the expected shapes that are all equal. Its findings are made only if somebody asks for them."""

    def __init__(self, error: float, cases: int, find: Callable[[], Iterable[Finding]]) -> None:
        self._cases, self._find = cases, find
        self.__dict__ |= {"verdict": Verdict.CORRECT, "error": error, "layouts": frozenset({Layout.AS_GIVEN})}

    @cached_property
    def _findings(self) -> tuple[Finding, ...]:  # type: ignore[override]
        return tuple(self._find())

    def __len__(self) -> int:
        return self._cases


Findings = dict[PieceKey, Judgement]
