"""What a grading ends in: values, complete enough to be drawn, stored and replayed without asking anything again."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


class Verdict(enum.Enum):
    """What is said of a part. Of several, the one that stands first here is said."""

    TIMEOUT = "timeout"
    ERROR = "error"  # raised, crashed, malformed
    MISSING = "missing"  # not there, NotImplementedError, or the untouched starter
    INCORRECT = "incorrect"
    PARTIAL = "partial"
    CORRECT = "correct"


class Status(enum.Enum):
    """What became of a submission as a whole."""

    GRADED = "graded"
    FAILED = "failed"  # could not be loaded or run
    REFUSED = "refused"  # a file that is not read


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Why something is not right, in fields: what happened, where in the reader's coordinates, the value, what to try.

    `value` is evidence for instructors and may hold the right formula; the other fields may be shown to the student.
    """

    code: str
    message: str
    where: str = ""
    value: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something worth saying that costs no points. `for_instructors`: a student does not see it."""

    code: str
    message: str
    for_instructors: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Points that an instructor gives for one part of one submission.

    note    the instructor's reason
    sha256  hash of the bytes that the override was made for (`SubmissionResult.source_sha256`); "" applies to any
    """

    submission: str
    part: str
    points: Fraction
    note: str
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedOverride:
    """The mark that an override leaves on a part, whose score is then the instructor's.

    judged  the points that the judge gave
    note    the instructor's reason
    """

    judged: Fraction
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartResult:
    """One part of one submission.

    diagnosis  the best explanation of each thing that is wrong; `others` holds further ones that fit every case as well
    max_relative_error  largest |g - g*| / max|g*| over blocks and cases; None where nothing could be compared
    consistent_with_own_loss  whether the gradient is that of the student's own loss; None where it was not asked
    loss_part  the part that finds that own loss wrong; "" where none does, None where there is none or it was not asked
    carried_forward  judged with a correct function in place of the student's own
    replaced   the name of that function of the student's; "" where none was replaced
    function   the student's function that decides the verdict: the first of this part's functions that is wrong, else the first
    shares     the share of the points that the policy leaves for a mistake of this part, by its code, where it was asked
    case       the number of the case that shows best what is wrong; None where nothing is, or no case shows it
    override   the override that was applied, if any; then `score` is the instructor's
    """

    id: str
    title: str = ""
    verdict: Verdict
    score: Fraction
    max_score: Fraction
    diagnosis: tuple[Diagnosis, ...] = ()
    max_relative_error: float | None = None
    consistent_with_own_loss: bool | None = None
    loss_part: str | None = None
    carried_forward: bool = False
    shares: Mapping[str, Fraction] = field(default_factory=dict)
    others: tuple[Diagnosis, ...] = ()
    case: int | None = None
    override: AppliedOverride | None = None
    function: str = ""
    replaced: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionResult:
    """One submission's record.

    path  where it was found, in the words of whoever named it; "" where that is not known
    seed  that of its own inputs, where they are not those of the run; else None
    """

    id: str
    status: Status
    interface: str = ""
    source_sha256: str = ""
    path: str = ""
    seed: int | None = None
    seconds: float = 0.0
    message: str = ""
    remarks: tuple[Remark, ...] = ()
    parts: tuple[PartResult, ...]

    @property
    def score(self) -> Fraction:
        """Points earned."""
        return sum((part.score for part in self.parts), Fraction(0))

    @property
    def max_score(self) -> Fraction:
        """Points that could be earned in this interface."""
        return sum((part.max_score for part in self.parts), Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Where the grading ran. `isolation` is a level (strong, standard, none), `isolation_detail` its reasons."""

    python: str
    numpy: str
    isolation: str
    isolation_detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole run: what is needed to draw it and to replay it.

    policy  the share of the points that a mistake leaves, by its code: the assignment's table, in full; "partial" is the share of
            a right value in the wrong form whose code is not there, "named-loss" that of the gradient of an own, mistaken loss
    options  words of the command line without which a replay would not be the same: ("--assignment", "my_course/softmax")
    """

    assignment: str
    title: str = ""
    grader_version: str = ""
    seed: int
    environment: Environment
    extra: Mapping[str, str] = field(default_factory=dict)
    policy: Mapping[str, Fraction] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    submissions: tuple[SubmissionResult, ...]
