"""Compare the results of a submission before and after a change of its assignment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from grader.grading.overrides import apply_overrides
from grader.model import Override, PartResult, Status, SubmissionResult
from grader.model.regrading import Kept, PartChange, SubmissionChange


def regraded(
    old: SubmissionResult,
    new: SubmissionResult,
    *,
    parts: Collection[str] = (),
    never_lower: bool = False,
    overrides: Sequence[Override] = (),
) -> tuple[SubmissionResult, SubmissionChange]:
    """The result that counts from now on, without overrides, and what has changed, with them.

    new          by the changed assignment; where the grader failed on it, the old one counts
    parts        ids of the parts that were graded again, () for all; the others stay as they were
    never_lower  a part counts as before where the judge would now give fewer points, or where there is none any more
    """
    judged = old if new.status is Status.UNGRADED else _merged(old, new, parts)
    counts = _without_losses(old, judged) if never_lower else judged
    before, after = apply_overrides([old, counts], overrides)
    was, now, of_judge, of_old = map(_by_id, (before, after, judged, old))
    changes = []
    for i in dict.fromkeys([*was, *now]):
        if _differ(of_old.get(i), of_judge.get(i)) or _differ(was.get(i), now.get(i)):
            kept = None
            if i in now and now[i].override is not None:
                kept = Kept.OVERRIDE
            elif i in now and _differ(now[i], of_judge.get(i)):
                kept = Kept.NEVER_LOWER
            changes.append(PartChange(before=was.get(i), after=now.get(i), judged=of_judge.get(i), kept=kept))
    return counts, SubmissionChange(before=before, after=after, parts=tuple(changes))


def union(stored: Iterable[Override], more: Iterable[Override]) -> tuple[Override, ...]:
    """The overrides of a run and further ones. Of two for one part the further one counts."""
    return tuple({(override.submission, override.part): override for override in (*stored, *more)}.values())


def _merged(old: SubmissionResult, new: SubmissionResult, parts: Collection[str]) -> SubmissionResult:
    """The new result, with the old parts that were not graded again."""
    before, after = _by_id(old), _by_id(new)
    ids = [i for i in before if i in after or i not in parts] if parts else []
    chosen = [after.get(i) or before[i] for i in ids] + [part for part in new.parts if part.id not in ids]
    return replace(new, id=old.id, path=old.path, parts=tuple(chosen))


def _without_losses(old: SubmissionResult, judged: SubmissionResult) -> SubmissionResult:
    """The result, with the old parts where those have more points."""
    before, after = _by_id(old), _by_id(judged)
    chosen = []
    for i in dict.fromkeys([*after, *before]):
        was, now = before.get(i), after.get(i)
        is_loss = was is not None and was.score is not None and (now is None or (now.score is not None and now.score < was.score))
        part = was if is_loss else now
        chosen += [part] if part is not None else []
    return replace(judged, parts=tuple(chosen))


def _by_id(result: SubmissionResult) -> dict[str, PartResult]:
    return {part.id: part for part in result.parts}


def _differ(one: PartResult | None, other: PartResult | None) -> bool:
    """Whether two results of a part differ in the verdict, the points, or what those are out of."""
    if one is None or other is None:
        return one is not other
    return (one.verdict, one.score, one.max_score) != (other.verdict, other.score, other.max_score)
