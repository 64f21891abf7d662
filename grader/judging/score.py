"""From findings to a verdict and points. All arithmetic on marks is here, in fractions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from grader.judging.judge import Finding
from grader.model import Piece, Policy, Verdict

ORDER = tuple(Verdict)
"""Of several verdicts the first of these is said."""


def piece_verdict(findings: Sequence[Finding]) -> Verdict:
    """Right only if right on every case."""
    return min((f.verdict for f in findings), key=ORDER.index)


def part_verdict(pieces: Iterable[Verdict]) -> Verdict:
    """The verdict of a part: the first of ORDER, but wrong beside right makes it partial."""
    verdicts = set(pieces)
    first = min(verdicts, key=ORDER.index)
    return Verdict.PARTIAL if first is Verdict.INCORRECT and Verdict.CORRECT in verdicts else first


def piece_points(piece: Piece, verdict: Verdict, codes: Iterable[str], policy: Policy) -> Fraction:
    """The points of a piece: all if right, else the least share that any of its diagnoses leaves by the assignment's policy."""
    if verdict is Verdict.CORRECT:
        return piece.points
    partial = verdict is Verdict.PARTIAL
    shares = [policy.share(code, partial=partial) for code in codes]
    return piece.points * min(shares, default=policy.partial if partial else Fraction(0))
