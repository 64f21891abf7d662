"""One wrong output of a submission on every case, and the tests of equality that all hypotheses use."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, Self, TypeVar

import numpy as np
import numpy.typing as npt

from grader.errors import AssignmentError
from grader.judging.exam import AnyArray, Exam, rows_of
from grader.judging.findings import Finding
from grader.model import Block, Diagnosis, FloatArray, Inputs, Piece, Verdict

FITS = 1e-9
"""Two values are equal within this share of their scale: the judge's own tolerance."""

FITS32 = 1e-5
"""The same for an answer in float32."""

ALL = Block(name="all entries")


class About(Protocol):
    """A record of an assignment that is about one output of one function."""

    @property
    def function(self) -> str:
        """The function's name."""

    @property
    def output(self) -> str:
        """The output's name."""


Record = TypeVar("Record", bound=About)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WrongOutput:
    """A piece that is wrong on some case, with finite values of the expected shape on every case.

    findings  one for each case, each with its array
    scales    of the blocks, by case number, computed on demand
    """

    exam: Exam
    part_id: str
    piece: Piece
    findings: tuple[Finding, ...]
    scales: dict[int, list[float]] = field(default_factory=dict)

    @property
    def wrong(self) -> tuple[Finding, ...]:
        """The findings that are not correct."""
        return tuple(f for f in self.findings if f.verdict is not Verdict.CORRECT)

    def declared(self, records: Iterable[Record]) -> list[Record]:
        """Those records of the assignment that are about this output."""
        return [x for x in records if (x.function, x.output) == (self.piece.function, self.piece.output)]

    def expected(self, finding: Finding) -> AnyArray:
        """The expected value of the output on that case."""
        return self.exam.expected[finding.case.number][self.piece.output]

    def equals(self, value: Callable[[Finding], AnyArray], *, whole: bool = False) -> bool:
        """True if the output is `value(finding)` on every case, in the judged entries or (`whole`) in all of them."""
        blocks = (ALL,) if whole else self.piece.blocks
        for finding in self.findings:
            actual, other = finding.array, value(finding)
            if actual is None or other.shape != actual.shape or not np.all(np.isfinite(other)):
                return False
            for block in blocks:
                theirs = entries(block, finding, other)
                with np.errstate(all="ignore"):
                    distance = np.abs(entries(block, finding, actual) - theirs).max(initial=0.0)
                if not distance <= _bound(block, finding, theirs):
                    return False
        return True

    def judged(self, finding: Finding, array: AnyArray) -> FloatArray:
        """The judged entries of an array of the output's shape, (entries,), each as a share of its block's scale.

        The scale of a block is its largest expected entry, its floor if that is larger, and the output's if both are zero.
        """
        expected = self.expected(finding)
        if finding.case.number not in self.scales:
            whole = float(np.abs(expected).max(initial=0.0)) or 1.0
            self.scales[finding.case.number] = [
                max(float(np.abs(entries(block, finding, expected)).max(initial=0.0)), _floor(block, finding)) or whole
                for block in self.piece.blocks
            ]
        scales = self.scales[finding.case.number]
        return np.concatenate([entries(b, finding, array).ravel() / s for b, s in zip(self.piece.blocks, scales, strict=True)])

    def actual(self) -> FloatArray:
        """The judged entries of the output on all cases, one after the other."""
        return np.concatenate([self.judged(f, np.asarray(f.array)) for f in self.findings])

    def some(self, numbers: int) -> Self | None:
        """The output on its first cases only, as many as have that many judged numbers; None if that takes all of them."""
        count = 0
        for i, finding in enumerate(self.findings[:-1], start=1):
            count += sum(comparison.size for comparison in finding.comparisons)
            if count >= numbers:
                return replace(self, findings=self.findings[:i])
        return None

    def wrong_entries(self, finding: Finding) -> npt.NDArray[np.bool_]:
        """A mask of the output's shape, True at judged entries that are wrong."""
        actual, expected = np.asarray(finding.array), self.expected(finding)
        wrong = np.zeros(actual.shape, dtype=np.bool_)
        for block in self.piece.blocks:
            right = entries(block, finding, expected)
            place = ... if block.rows is None else block.rows(finding.case.inputs)
            wrong[place] |= ~(np.abs(entries(block, finding, actual) - right) <= _bound(block, finding, right))
        return wrong


def entries(block: Block, finding: Finding, array: AnyArray) -> FloatArray:
    """The entries of a block as float64; a number that is not real is NaN."""
    chosen = np.asarray(rows_of(block, finding.case, array) if array.ndim else array)
    if chosen.dtype.kind == "c":
        chosen = np.where(chosen.imag == 0, chosen.real, np.nan)
    return np.asarray(chosen, dtype=np.float64)


def tolerance(finding: Finding) -> float:
    """The share of the scale within which two values are equal."""
    return FITS32 if any(c.low_precision for c in finding.comparisons) else FITS


def _floor(block: Block, finding: Finding) -> float:
    return block.scale(finding.case.inputs) if block.scale else 0.0


def _bound(block: Block, finding: Finding, right: FloatArray) -> float:
    """The largest distance from `right` at which the entries of a block are equal to it."""
    return tolerance(finding) * max(float(np.abs(right).max(initial=0.0)), _floor(block, finding))


def evaluated(formula: Callable[..., Any], inputs: Inputs) -> Any:
    """The value of an assignment's formula on copies of a case's inputs; None where it has no value there.

    Raises AssignmentError for a formula that fails for another reason: nothing of a submission is in it.
    """
    fresh = {name: value.copy() if isinstance(value, np.ndarray) else value for name, value in inputs.items()}
    with np.errstate(all="ignore"):
        try:
            return formula(**fresh)
        except (ArithmeticError, IndexError, ValueError):
            return None
        except (AttributeError, KeyError, NameError, TypeError) as error:
            *_, last = traceback.extract_tb(error.__traceback__)
            what, where = "a formula of the assignment fails", f"{last.filename}, line {last.lineno}"
            value = f"{type(error).__name__}: {error}"
            raise AssignmentError(what, where=where, value=value, attempt="correct it, then grader validate") from error


Hypothesis = Callable[[WrongOutput], Diagnosis | None]
"""A small pure function: a diagnosis if the evidence supports it on every case, else None."""


def diagnoses_by(hypotheses: tuple[Hypothesis, ...], output: WrongOutput) -> Iterator[Diagnosis]:
    """The diagnoses of the hypotheses, in their order. One that raises explains nothing; the verdict stands."""
    for hypothesis in hypotheses:
        with np.errstate(all="ignore"), suppress(ArithmeticError, LookupError, ValueError):
            diagnosis = hypothesis(output)
            if diagnosis is not None:
                yield diagnosis
