"""What a hypothesis looks at: one piece, what was handed in on every case, and the scale on which two values are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from grader.judging.exam import Exam
from grader.judging.judge import AnyArray, Finding, rows_of
from grader.model import Block, Diagnosis, FloatArray, Inputs, Piece, Verdict

FITS = 1e-9
"""Two values are the same within this share of their scale: the judge's own measure."""

FITS32 = 1e-5
"""The same where the answer is in float32."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WrongOutput:
    """A piece that is wrong somewhere, with a value of the right shape on every case.

    findings  one for each case, each with its array
    scales    of the blocks, by case number, as far as they were asked for
    """

    exam: Exam
    part_id: str
    piece: Piece
    findings: tuple[Finding, ...]
    scales: dict[int, list[float]] = field(default_factory=dict)

    @property
    def wrong(self) -> tuple[Finding, ...]:
        """The findings that are not right."""
        return tuple(f for f in self.findings if f.verdict is not Verdict.CORRECT)

    @property
    def right(self) -> tuple[Finding, ...]:
        """The findings that are."""
        return tuple(f for f in self.findings if f.verdict is Verdict.CORRECT)

    def expected(self, finding: Finding) -> AnyArray:
        """The right value of the output on that case."""
        return self.exam.expected[finding.case.number][self.piece.output]

    def fits(self, value: Callable[[Finding], AnyArray], *, whole: bool = False) -> bool:
        """Whether what was handed in is `value(finding)` on every case; with `whole`, in the entries that nobody judges too."""
        return all(self._is(finding, value(finding), whole=whole) for finding in self.findings)

    def _is(self, finding: Finding, other: AnyArray, *, whole: bool) -> bool:
        mine = finding.array
        if mine is None or other.shape != mine.shape or not np.all(np.isfinite(other)):
            return False
        share = FITS32 if any(c.low_precision for c in finding.comparisons) else FITS
        blocks = (ALL,) if whole else self.piece.blocks
        return all(_close(entries(b, finding, mine), entries(b, finding, other), _floor(b, finding), share) for b in blocks)

    def judged(self, finding: Finding, array: AnyArray) -> FloatArray:
        """The judged entries of an array of the output's shape, (entries,), each as a share of its block's scale."""
        scales = self._scales(finding)
        return np.concatenate([entries(b, finding, array).ravel() / s for b, s in zip(self.piece.blocks, scales, strict=True)])

    def _scales(self, finding: Finding) -> list[float]:
        """The scale of each block: its largest entry, its floor where that is larger, the output's where both are zero."""
        if finding.case.number not in self.scales:
            right = self.expected(finding)
            whole = float(np.abs(right).max(initial=0.0)) or 1.0
            largest = (float(np.abs(entries(block, finding, right)).max(initial=0.0)) for block in self.piece.blocks)
            floors = (_floor(block, finding) for block in self.piece.blocks)
            self.scales[finding.case.number] = [max(pair) or whole for pair in zip(largest, floors, strict=True)]
        return self.scales[finding.case.number]

    def some(self, numbers: int) -> Self | None:
        """The same on its first cases, as many as hold that many judged numbers; None where that takes all of them."""
        held = 0
        for i, finding in enumerate(self.findings[:-1], start=1):
            held += sum(comparison.size for comparison in finding.comparisons)
            if held >= numbers:
                return replace(self, findings=self.findings[:i])
        return None

    def mine(self) -> FloatArray:
        """What was handed in, on all cases one after the other, as `judged` has it."""
        return np.concatenate([self.judged(f, np.asarray(f.array)) for f in self.findings])


ALL = Block(name="all entries")


def entries(block: Block, finding: Finding, array: AnyArray) -> FloatArray:
    """The entries of a block as float64; a number that is not real is NaN."""
    chosen = np.asarray(rows_of(block, finding.case, array) if array.ndim else array)
    if chosen.dtype.kind == "c":
        chosen = np.where(chosen.imag == 0, chosen.real, np.nan)
    return np.asarray(chosen, dtype=np.float64)


def _floor(block: Block, finding: Finding) -> float:
    return block.scale(finding.case.inputs) if block.scale else 0.0


def _close(mine: FloatArray, theirs: FloatArray, floor: float, share: float) -> bool:
    with np.errstate(all="ignore"):
        return bool(np.abs(mine - theirs).max(initial=0.0) <= share * max(float(np.abs(theirs).max(initial=0.0)), floor))


def wrong_entries(suspect: WrongOutput, finding: Finding) -> npt.NDArray[np.bool_]:
    """Where what was handed in is not the right value: of the output's shape, True at wrong entries that are judged."""
    assert finding.array is not None
    wrong = np.zeros(finding.array.shape, dtype=np.bool_)
    share = FITS32 if any(c.low_precision for c in finding.comparisons) else FITS
    for block in suspect.piece.blocks:
        mine, right = (entries(block, finding, a) for a in (finding.array, suspect.expected(finding)))
        bound = share * max(float(np.abs(right).max(initial=0.0)), _floor(block, finding))
        there = ... if block.rows is None else block.rows(finding.case.inputs)
        wrong[there] |= ~(np.abs(mine - right) <= bound)
    return wrong


def evaluated(formula: Callable[..., Any], inputs: Inputs) -> Any:
    """What an assignment's formula makes of a case's inputs, which it may change; None where it makes nothing."""
    fresh = {name: value.copy() if isinstance(value, np.ndarray) else value for name, value in inputs.items()}
    with np.errstate(all="ignore"):
        try:
            return formula(**fresh)
        except (ArithmeticError, IndexError, ValueError):
            return None


Hypothesis = Callable[[WrongOutput], Diagnosis | None]
"""A small pure function: a diagnosis where the evidence shows it on every case, else None."""


def found_by(hypotheses: tuple[Hypothesis, ...], suspect: WrongOutput) -> Iterator[Diagnosis]:
    """What the hypotheses find, in their order. One that fails explains nothing: the verdict stands without it."""
    for hypothesis in hypotheses:
        with np.errstate(all="ignore"), suppress(ArithmeticError, LookupError, ValueError):
            found = hypothesis(suspect)
            if found is not None:
                yield found
