"""Results of grading, complete enough to be drawn, stored and replayed without grading again."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


class Verdict(enum.Enum):
    """The verdict on a part. Of several, the first in this order counts."""

    TIMEOUT = "timeout"
    ERROR = "error"  # raised, crashed, malformed
    MISSING = "missing"  # no such function, NotImplementedError, or the untouched starter
    INCORRECT = "incorrect"
    PARTIAL = "partial"
    CORRECT = "correct"


class Status(enum.Enum):
    """The outcome of a submission as a whole."""

    GRADED = "graded"
    UNGRADED = "ungraded"  # a fault of the grader or the machine: nothing was judged, and a human has to look at it
    FAILED = "failed"  # could not be loaded or run
    REFUSED = "refused"  # could not be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """A mistake, in fields: its code, what is wrong, where in the student's terms, the value, what to try.

    `value` is evidence for instructors and may hold the right formula; the other fields may be shown to the student.
    """

    code: str
    message: str
    where: str = ""
    value: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A message that costs no points. With `for_instructors`, students do not see it."""

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

    judged  the points that the judge gave; None in an ungraded submission
    note    the instructor's reason
    """

    judged: Fraction | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartResult:
    """One part of one submission.

    verdict, score  None in an ungraded submission; the score then is an instructor's where there is an override
    diagnosis  the best explanation of each thing that is wrong; `others` holds further ones that fit every case as well
    max_relative_error  largest |g - g*| / max|g*| over blocks and cases; None if nothing could be compared
    consistent_with_own_loss  True if it is the gradient of the student's own loss; None if that was not checked
    loss_part  the part in which that own loss is wrong; "" if it is right, None if there is no such part or it was not checked
    carried_forward  judged with a correct function in place of the student's own
    replaced   name of that function; "" if none was replaced
    function   the student's function that decides the verdict: the first of this part's functions that is wrong, else the first
    shares     share of the points that the policy leaves for a mistake of this part, by code of the mistake
    case       number of the case that shows best what is wrong; None if nothing is wrong, or no case shows it
    override   the instructor's decision, if there is one; `score` is then the instructor's too
    wrong_numbers  hash of the wrong arrays that were returned, to the last bit; "" where there are none, or the verdict is not
                   `incorrect`. Parts that judge one array, a row of it and all of it, have one hash
    """

    id: str
    title: str = ""
    verdict: Verdict | None
    score: Fraction | None
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
    wrong_numbers: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionResult:
    """The result of one submission.

    path     path of the file, relative to what the user typed; "" if unknown
    seed     seed of its inputs, if it differs from that of the run; else None
    excerpt  the line of a syntax error, and a line of carets below it
    """

    id: str
    status: Status
    interface: str = ""
    source_sha256: str = ""
    path: str = ""
    seed: int | None = None
    seconds: float = 0.0
    message: str = ""
    excerpt: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    parts: tuple[PartResult, ...]

    @property
    def score(self) -> Fraction | None:
        """Points earned; None in an ungraded submission, unless overrides give points for every part."""
        scores = [part.score for part in self.parts if part.score is not None]
        is_whole = len(scores) == len(self.parts) and bool(scores or self.status is not Status.UNGRADED)
        return sum(scores, Fraction(0)) if is_whole else None

    @property
    def max_score(self) -> Fraction:
        """Points that can be earned with this interface."""
        return sum((part.max_score for part in self.parts), Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The place where submissions ran. `isolation` is a level, `isolation_detail` says what it consists of.

    python, numpy  versions in the interpreter that ran them
    interpreter    its path, if it is not the grader's own, else ""
    """

    python: str
    numpy: str
    interpreter: str = ""
    isolation: str
    isolation_detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole run, with all that is needed to draw it and to replay it.

    policy   share of the points that a mistake leaves, by code of the mistake: the whole table of the assignment. "partial" is
             the default for a right value in the wrong form, "named-loss" the share of the gradient of an own, mistaken loss
    options  words of the command line that a replay needs: ("--assignment", "my_course/softmax")
    reference_validated  whether `grader validate` has passed the assignment as it stands; None in results that do not say so
    """

    assignment: str
    title: str = ""
    grader_version: str = ""
    seed: int
    environment: Environment
    reference_validated: bool | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    policy: Mapping[str, Fraction] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    submissions: tuple[SubmissionResult, ...]
