"""Does an answer depend on what was asked before? A function that keeps something between calls is right once and then wrong."""

from __future__ import annotations

from grader.grading.followups.state import VALUES, GradingState, Look
from grader.judging.calls import PieceKey, piece_of
from grader.judging.judge import judge
from grader.model import Diagnosis, Verdict

DEPENDS = Diagnosis(
    code="depends-on-earlier-calls",
    message="the same call is answered differently after other calls",
    hint="Something is kept from one call to the next (a global, a default argument, an array changed in place), or never set.",
)


def find_memory(heard: GradingState, keys: list[PieceKey]) -> Look[frozenset[PieceKey]]:
    """Those of the pieces that are right again, or no longer right, when their calls are made in another order.

    In a fresh process for each function: first a call that was answered wrongly, then the one that was made first before.
    """
    found: set[PieceKey] = set()
    for name in dict.fromkeys(piece_of(heard.exam, key).function for key in keys):
        mine = [key for key in keys if piece_of(heard.exam, key).function == name]
        cases = heard.cases(name)
        wrong = [
            c for c in cases if c.number in {f.case.number for k in mine for f in heard.findings[k] if not _right(f.verdict)}
        ]
        if not wrong or len(cases) == 1:
            continue
        order = (wrong[-1], *(case for case in cases if case is not wrong[-1]))
        again = yield heard.again(name, (heard.calls[case.number] for case in order), "another order")
        answers = dict(zip((case.number for case in order), again.answers, strict=True))
        for key in mine:
            before = {f.case.number: _right(f.verdict) for f in heard.findings[key]}
            asked = [case for case in order if case.number in before]
            after = judge(heard.exam, piece_of(heard.exam, key), asked, answers)
            if any(before[f.case.number] != _right(f.verdict) for f in after if _right(f.verdict) or f.verdict in VALUES):
                found.add(key)
    return frozenset(found)


def _right(verdict: Verdict) -> bool:
    return verdict is Verdict.CORRECT
