"""Groups of submissions that are alike: the same files, or the same wrong numbers. Each takes one pass over the class.

Everybody who makes one mistake has the same wrong numbers. So a group is named only where that does not explain them: no formula
that the grader knows gives these numbers, or several different mistakes coincide. A group that is a sizeable part of the class
made one mistake that has no name yet, and is left out too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.model import Status, SubmissionResult, Verdict
from grader.model.codes import has_formula

DIFFERENT_MISTAKES = 3
"""So many different mistakes, each with its formula, rarely coincide; a pair often has one cause (a sign in two places)."""

SHARE_OF_CLASS = Fraction(1, 20)
FEWEST = 4
"""A group is named up to this share of the class, and in a small class up to so many members."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SameNumbers:
    """Submissions with the same wrong numbers, the parts in which they have them, and the codes of the mistakes there."""

    members: tuple[SubmissionResult, ...]
    parts: tuple[str, ...]
    codes: tuple[str, ...]


def same_files(submissions: Iterable[SubmissionResult]) -> list[tuple[SubmissionResult, ...]]:
    """Submissions with identical bytes, the largest group first. Files in which nothing is written yet are left out."""
    groups: dict[str, list[SubmissionResult]] = {}
    for submission in submissions:
        if submission.source_sha256:
            groups.setdefault(submission.source_sha256, []).append(submission)
    several = [tuple(group) for group in groups.values() if len(group) > 1]
    written = [group for group in several if any(part.verdict is not Verdict.MISSING for part in group[0].parts)]
    return sorted(written, key=len, reverse=True)


def same_wrong_numbers(submissions: Sequence[SubmissionResult]) -> list[SameNumbers]:
    """Submissions of different bytes with the same wrong numbers that no single known mistake explains.

    Those that share most come first, and of these the smallest group.
    """
    groups: dict[str, dict[str, int]] = {}  # by what is shared: source and position of the members, one for each source
    graded = sum(submission.status is Status.GRADED for submission in submissions)
    for position, submission in enumerate(submissions):
        for evidence in _evidence(submission):
            groups.setdefault(evidence, {}).setdefault(submission.source_sha256 or str(position), position)
    most = max(SHARE_OF_CLASS * graded, Fraction(FEWEST))
    members: dict[tuple[int, ...], None] = {tuple(g.values()): None for g in groups.values() if 1 < len(g) <= most}
    found = [_group([submissions[i] for i in positions]) for positions in members]
    return sorted(found, key=lambda group: (-len(group.parts), len(group.members)))


def _evidence(submission: SubmissionResult) -> list[str]:
    """What is worth comparing of a submission: the hash of each part without a formula, and of all its mistakes together."""
    wrong = [part for part in submission.parts if part.wrong_numbers]
    open_ones = {p.wrong_numbers for p in wrong if not all(has_formula(d.code) for d in p.diagnosis)}
    if len({diagnosis.code for part in wrong for diagnosis in part.diagnosis}) >= DIFFERENT_MISTAKES:
        open_ones.add(" ".join(part.wrong_numbers for part in wrong))
    return sorted(open_ones)


def _group(members: Sequence[SubmissionResult]) -> SameNumbers:
    """The group of these members, with all parts in which they agree."""
    counts = Counter((part.id, part.wrong_numbers) for member in members for part in member.parts if part.wrong_numbers)
    shared = [p for p in members[0].parts if counts[p.id, p.wrong_numbers] == len(members)]
    codes = dict.fromkeys(diagnosis.code for part in shared for diagnosis in part.diagnosis)
    return SameNumbers(members=tuple(members), parts=tuple(part.id for part in shared), codes=tuple(codes))
