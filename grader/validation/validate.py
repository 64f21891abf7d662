"""Validate an assignment: the four checks of every part, and problems that belong to no part."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence

from grader import grading
from grader.errors import AssignmentError
from grader.model import Assignment, Case, Check, NumericCheck, PartValidation, Validation
from grader.model.codes import is_known
from grader.symbolic import Derivation, prove, trace
from grader.validation import mutants, numeric

SEED = 1
"""Seed of the cases that are drawn for validation; tests use many others."""


def validate(assignment: Assignment, derivations: Sequence[Derivation], *, parts: Collection[str] = ()) -> Validation:
    """Check `parts` of an assignment, all of them by default.

    Raises KeyError for a derivation of a function that the assignment does not have.
    """
    start = time.perf_counter()
    try:
        exam = grading.prepare(assignment, seed=SEED)
        stress_cases = assignment.draw_stress_cases(SEED)
    except AssignmentError as error:  # a reference that fails on its own inputs is red, and its parts cannot be checked
        return Validation(assignment=assignment.name, seconds=time.perf_counter() - start, parts=(), problems=(str(error),))
    traced: dict[str, list[Check]] = {}  # by part: several functions may have claims about one part
    for derivation in derivations:
        if not parts or any(claim.part in parts for claim in derivation.claims):
            for part_id, check in trace(assignment.function(derivation.function), derivation).items():
                traced.setdefault(part_id, []).append(check)
    by_outputs: dict[object, NumericCheck] = {}  # several parts may judge one output, in other rows: it is checked once
    results = []
    for part in (part for part in assignment.parts if not parts or part.id in parts):
        claims = [claim for derivation in derivations for claim in derivation.claims if claim.part == part.id]
        forms = [form for derivation in derivations for form in derivation.forms if form.part == part.id]
        key = frozenset((name, frozenset(outputs)) for name, outputs in numeric.judged(part).items())
        if key not in by_outputs:
            by_outputs[key] = numeric.check_part(assignment, part, [*exam.cases, *stress_cases], derivations)
        # Hypotheses are those of claims about an output of the code, each sentence once; side remarks may assume more.
        hypotheses = dict.fromkeys(sentence for claim in claims if claim.output for sentence in claim.hypotheses)
        results.append(
            PartValidation(
                id=part.id,
                statement=part.statement,
                hypotheses=tuple(hypotheses),
                proof=_together([prove(claim) for claim in [*claims, *forms]], missing="no claim is made about this part"),
                traced=_together(traced.get(part.id, []), missing="no derivation describes this part"),
                numeric=by_outputs[key],
                mutants=mutants.check_part(exam, part, stress_cases, derivations),
            )
        )
    problems = tuple(_problems(assignment, assignment.draw(SEED), derivations))
    return Validation(assignment=assignment.name, seconds=time.perf_counter() - start, parts=tuple(results), problems=problems)


def _together(checks: Sequence[Check], *, missing: str) -> Check:
    """All of these checks as one; not ok, with the detail `missing`, if there are none."""
    details = [check.detail for check in checks if check.detail] if checks else [missing]
    ok = bool(checks) and all(check.ok for check in checks)
    return Check(ok=ok, seconds=sum((check.seconds for check in checks), 0.0), detail="; ".join(details[:3]))


def _problems(assignment: Assignment, cases: Sequence[Case], derivations: Sequence[Derivation]) -> Iterator[str]:
    """Problems that belong to no part: cases without pieces and the reverse, functions and claims without a counterpart."""
    drawn = {(case.function, case.group) for case in cases}
    judged = {(piece.function, piece.group) for part in assignment.parts for piece in part.pieces}
    yield from (f"no part judges the cases {function} / {group}" for function, group in sorted(drawn - judged))
    yield from (f"no case is drawn for {function} / {group}" for function, group in sorted(judged - drawn))
    derived = {derivation.function for derivation in derivations}
    yield from (f"no derivation of {f.name}" for f in assignment.functions if f.name not in derived)
    codes = {mistake.code for mistake in assignment.mistakes}
    shares = (*assignment.policy.by_code, *assignment.policy.incorrect)
    yield from (f"the policy names an unknown code: {code}" for code in shares if code not in codes and not is_known(code))
    known = {part.id for part in assignment.parts}
    claimed = {claim.part for derivation in derivations for claim in derivation.claims}
    yield from (f"a claim names a part that does not exist: {part}" for part in sorted(claimed - known))
