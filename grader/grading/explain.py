"""From findings to words: of each piece the best explanation, further ones, and the points that the policy leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from grader import diagnosis
from grader.diagnosis.wrong_output import WrongOutput
from grader.grading.followups import DEPENDS, Consistent, GradingState
from grader.judging.calls import PieceKey, piece_of
from grader.judging.judge import Finding
from grader.judging.score import piece_points, piece_verdict
from grader.model import Diagnosis, Piece, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowupResults:
    """What the second looks have shown.

    ignored, layouts  by function
    differenced       outputs (function and name) that depend on the step of a difference quotient
    memory            pieces whose answers depend on earlier calls
    consistent        by function and output, whether it is the derivative of the student's own loss
    """

    ignored: Mapping[str, Diagnosis] = field(default_factory=dict)
    layouts: Mapping[str, Diagnosis] = field(default_factory=dict)
    differenced: frozenset[tuple[str, str]] = frozenset()
    memory: frozenset[PieceKey] = frozenset()
    consistent: Consistent = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What is said of one piece: explanations, the best first (none where it is right), the verdict, the points.

    shares  what the policy leaves, by the code of the mistake, where it was asked
    case    the number of the case that shows it best; None where one case does not show it
    """

    verdict: Verdict
    told: tuple[Diagnosis, ...] = ()
    points: Fraction = Fraction(0)
    shares: Mapping[str, Fraction] = field(default_factory=dict)
    case: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Examined:
    """A piece that is not right, looked at without asking anything.

    suspect     what hypotheses look at; None where there is not a finite value on every case
    structural  what the structure tells: an exception, a shape, a NaN
    formulas    what the value is, as far as a formula says so on every case; the best first
    """

    suspect: WrongOutput | None
    structural: Diagnosis | None
    formulas: tuple[Diagnosis, ...] = ()


def examine(heard: GradingState, known: Callable[[Piece], bool]) -> dict[PieceKey, Examined]:
    """Every piece that is not right; of those of which is `known` what is wrong with them, no formula is looked for."""
    return {
        key: _examine(heard, key, known=known(piece_of(heard.exam, key)))
        for key in heard.findings
        if heard.verdict(key) is not Verdict.CORRECT
    }


def _examine(heard: GradingState, key: PieceKey, *, known: bool) -> Examined:
    piece, findings = piece_of(heard.exam, key), heard.findings[key]
    suspect = diagnosis.suspect(heard.exam, key[0], piece, findings)
    structural = diagnosis.structure(heard.exam, piece, findings)
    if suspect is None or structural is not None or known:
        return Examined(suspect=suspect, structural=structural)
    return Examined(suspect=suspect, structural=None, formulas=tuple(diagnosis.formulas(suspect)))


def tell(heard: GradingState, examined: Mapping[PieceKey, Examined], seen: FollowupResults) -> dict[PieceKey, Explanation]:
    """The story of every piece. What was not derived comes first; then what explains more than a formula."""
    stories = {}
    for key, findings in heard.findings.items():
        piece = piece_of(heard.exam, key)
        verdict = piece_verdict(findings)
        differenced = (piece.function, piece.output) in seen.differenced
        if verdict is Verdict.CORRECT and not differenced:
            stories[key] = Explanation(verdict=verdict, points=piece.points)
            continue
        told = _explanations(heard, key, examined.get(key), seen)
        if told[0].code == diagnosis.NUMERICAL and verdict in (Verdict.CORRECT, Verdict.PARTIAL):
            verdict = Verdict.INCORRECT  # right numbers, but not what was asked for
        stories[key] = Explanation(verdict=verdict, told=tuple(told), case=_telling_case(findings, told[0]))
    return {key: _paid(heard, key, story, stories, seen) for key, story in stories.items()}


def _explanations(heard: GradingState, key: PieceKey, examined: Examined | None, seen: FollowupResults) -> list[Diagnosis]:
    """All that can be said of a piece that is not right, the best first; at least that it is unknown."""
    piece = piece_of(heard.exam, key)
    told: list[Diagnosis] = []
    if (piece.function, piece.output) in seen.differenced:
        told.append(diagnosis.numerical("the result changes with the step of a difference quotient in the source"))
    told += [by[piece.function] for by in (seen.layouts, seen.ignored) if piece.function in by]
    if examined is None or len(told) >= heard.exam.explanations:
        return told
    return told + _of_values(heard, key, examined, seen)


def _of_values(heard: GradingState, key: PieceKey, examined: Examined, seen: FollowupResults) -> list[Diagnosis]:
    """What the structure tells, else formulas, else what the looks and the patterns show."""
    piece, suspect, structural = piece_of(heard.exam, key), examined.suspect, examined.structural
    told = [DEPENDS] if key in seen.memory else []
    if structural is not None:
        rounded = diagnosis.errors_of_differences(suspect) if suspect and structural.code == "precision" else None
        return [*told, structural] if rounded is None else [rounded, structural]
    told += examined.formulas
    told += diagnosis.patterns(suspect) if suspect and len(told) < heard.exam.explanations else []
    if not told and seen.consistent.get((piece.function, piece.output)) and _loss_is_wrong(heard, piece.function):
        told.append(FOLLOWS)
    return told or [diagnosis.unknown(piece, heard.findings[key])]


FOLLOWS = Diagnosis(
    code="follows-own-loss",
    message="it is the gradient of your own loss, and the loss is what is wrong",
    hint="Correct the loss first, then derive its gradient again.",
)


def _telling_case(findings: list[Finding], told: Diagnosis) -> int | None:
    """The case to look at: the one whose verdict is the piece's, and of these the one that is furthest off.

    None where it takes several cases to see it: right on some and wrong on others, or dependent on earlier calls.
    """
    if told == DEPENDS or told.code.startswith(diagnosis.ON_SOME_CASES):
        return None
    order = list(Verdict)
    return min(findings, key=lambda f: (order.index(f.verdict), -(f.error or 0.0))).case.number


def _paid(
    heard: GradingState, key: PieceKey, story: Explanation, stories: Mapping[PieceKey, Explanation], seen: FollowupResults
) -> Explanation:
    """The story with its points, by the assignment's policy."""
    piece, policy = piece_of(heard.exam, key), heard.exam.assignment.policy
    if not story.told:
        return story
    partial = story.verdict is Verdict.PARTIAL  # then every case has its code, and the least share counts
    codes = [story.told[0].code]
    codes += [f.diagnosis.code for f in heard.findings[key] if partial and f.diagnosis is not None]
    shares = {code: policy.share(code, partial=partial) for code in codes if partial or code in policy.incorrect}
    points = piece_points(piece, story.verdict, codes, policy)
    if _follows_a_named_loss(heard, key, stories, seen) and policy.named_loss * piece.points > points:
        points, shares = piece.points * policy.named_loss, {"named-loss": policy.named_loss}
    return replace(story, points=points, shares=shares)


def _follows_a_named_loss(
    heard: GradingState, key: PieceKey, stories: Mapping[PieceKey, Explanation], seen: FollowupResults
) -> bool:
    """Whether a wrong value is the derivative of the own loss, and this loss is wrong by a mistake that has a name."""
    piece = piece_of(heard.exam, key)
    if stories[key].verdict is not Verdict.INCORRECT or not seen.consistent.get((piece.function, piece.output)):
        return False
    named = {m.code for m in heard.exam.assignment.mistakes if (m.function, m.output) == (piece.function, "loss")}
    losses = [story.told[0].code for k, story in stories.items() if story.told and _is_loss_of(heard, k, piece.function)]
    return bool(named.intersection(losses))


def _loss_is_wrong(heard: GradingState, function: str) -> bool:
    return any(heard.verdict(key) is Verdict.INCORRECT for key in heard.findings if _is_loss_of(heard, key, function))


def _is_loss_of(heard: GradingState, key: PieceKey, function: str) -> bool:
    piece = piece_of(heard.exam, key)
    return piece.function == function and piece.output == "loss"
