"""Results before and after the assignment has changed."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from fractions import Fraction

from grader.model.results import PartResult, Report, SubmissionResult


class Kept(enum.Enum):
    """The reason why a part keeps its points although the judge would now give others."""

    OVERRIDE = "override"  # an instructor's decision
    NEVER_LOWER = "never-lower"  # the judge would give fewer, and nobody shall lose points


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChange:
    """One part that is judged otherwise than before.

    before, after  as they count, overrides applied; None where the part did not exist, or is gone
    judged         what the judge says now; differs from `after` where the points are kept
    """

    before: PartResult | None
    after: PartResult | None
    judged: PartResult | None
    kept: Kept | None = None

    @property
    def id(self) -> str:
        """The id of the part."""
        return next(part.id for part in (self.before, self.after, self.judged) if part)

    @property
    def points(self) -> Fraction:
        """Points that are gained; below zero where some are lost."""
        return _points(self.after) - _points(self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionChange:
    """One submission that was graded again. `parts` are those that are judged otherwise, none where nothing has changed."""

    before: SubmissionResult
    after: SubmissionResult
    parts: tuple[PartChange, ...] = ()

    @property
    def points(self) -> Fraction:
        """Points that are gained; below zero where some are lost."""
        return sum((part.points for part in self.parts), Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrading:
    """A class before and after a change of its assignment.

    before, after  the runs; `after` holds every submission of the class, regraded or not
    changes        every submission that was graded again, in order
    parts          ids of the parts that were graded again; () for all
    never_lower    whether parts keep their points where the judge would now give fewer
    applied        whether the journal holds `after` as its last run
    """

    before: Report
    after: Report
    changes: tuple[SubmissionChange, ...]
    parts: tuple[str, ...] = ()
    never_lower: bool = False
    applied: bool = False

    @property
    def losses(self) -> tuple[SubmissionChange, ...]:
        """Who would lose points, the most first."""
        return tuple(sorted((c for c in self.changes if c.points < 0), key=lambda change: change.points))

    @property
    def gains(self) -> tuple[SubmissionChange, ...]:
        """Who would gain points, the most first."""
        return tuple(sorted((c for c in self.changes if c.points > 0), key=lambda change: -change.points))

    @property
    def others(self) -> tuple[SubmissionChange, ...]:
        """Who is judged otherwise, for as many points as before."""
        return tuple(change for change in self.changes if change.parts and not change.points)


def _points(part: PartResult | None) -> Fraction:
    return part.score if part is not None and part.score is not None else Fraction(0)
