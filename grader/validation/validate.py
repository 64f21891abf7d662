"""A whole validation: the four checks of every part, and what belongs to no part."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence

from grader import grading
from grader.errors import AssignmentError
from grader.model import Assignment, Case, Check, NumericCheck, Part, PartValidation, Validation
from grader.model.codes import is_known
from grader.symbolic import Derivation, prove, trace
from grader.validation import mutants, numeric

SEED = 1
"""Of the cases that are drawn for validation; tests go through many others."""


def validate(assignment: Assignment, derivations: Sequence[Derivation], *, parts: Collection[str] = ()) -> Validation:
    """Check `parts` of an assignment, all of them by default.

    Raises KeyError for a derivation of a function that the assignment does not have.
    """
    start = time.perf_counter()
    try:
        exam = grading.prepare(assignment, seed=SEED)
        stress_cases = assignment.draw_stress_cases(SEED)
    except AssignmentError as error:  # a reference that fails on its own inputs is red, and nothing can be said of its parts
        return Validation(assignment=assignment.name, seconds=time.perf_counter() - start, parts=(), problems=(str(error),))
    traced = _traces(assignment, derivations, parts)
    chosen = [part for part in assignment.parts if not parts or part.id in parts]
    in_numbers = _in_numbers(assignment, chosen, [*exam.cases, *stress_cases], derivations)
    found = tuple(
        PartValidation(
            id=part.id,
            statement=part.statement,
            hypotheses=_hypotheses(part, derivations),
            proof=_proof(part, derivations),
            traced=traced.get(part.id, Check(ok=False, detail="no derivation describes this part")),
            numeric=in_numbers[part.id],
            mutants=mutants.check_part(exam, part, stress_cases, derivations),
        )
        for part in chosen
    )
    problems = tuple(_problems(assignment, assignment.draw(SEED), derivations))
    return Validation(assignment=assignment.name, seconds=time.perf_counter() - start, parts=found, problems=problems)


def _in_numbers(
    assignment: Assignment, parts: Sequence[Part], cases: Sequence[Case], derivations: Sequence[Derivation]
) -> dict[str, NumericCheck]:
    """The numeric check of every part; several parts may judge one output, in other rows, and it is checked once."""
    found: dict[frozenset[tuple[str, frozenset[str]]], NumericCheck] = {}
    by_part = {}
    for part in parts:
        about = frozenset((name, frozenset(outputs)) for name, outputs in numeric.judged(part).items())
        if about not in found:
            found[about] = numeric.check_part(assignment, part, cases, derivations)
        by_part[part.id] = found[about]
    return by_part


def _proof(part: Part, derivations: Sequence[Derivation]) -> Check:
    """Every claim of a part, proved."""
    checks = [prove(claim) for derivation in derivations for claim in derivation.claims if claim.part == part.id]
    return _together(checks) if checks else Check(ok=False, detail="no claim is made about this part")


def _together(checks: Sequence[Check]) -> Check:
    details = [check.detail for check in checks if check.detail]
    return Check(ok=all(c.ok for c in checks), seconds=sum(c.seconds for c in checks), detail="; ".join(details[:3]))


def _hypotheses(part: Part, derivations: Sequence[Derivation]) -> tuple[str, ...]:
    """What is assumed where a claim says what the code returns, each sentence once; side remarks may assume more."""
    claims = [c for derivation in derivations for c in derivation.claims if c.part == part.id and c.output]
    return tuple(dict.fromkeys(sentence for claim in claims for sentence in claim.hypotheses))


def _traces(assignment: Assignment, derivations: Sequence[Derivation], parts: Collection[str]) -> dict[str, Check]:
    """The traced check of every part; a part may be described by the derivations of several functions."""
    by_part: dict[str, list[Check]] = {}
    for derivation in derivations:
        if not parts or any(claim.part in parts for claim in derivation.claims):
            for part, check in trace(assignment.function(derivation.function), derivation).items():
                by_part.setdefault(part, []).append(check)
    return {part: _together(checks) for part, checks in by_part.items()}


def _problems(assignment: Assignment, cases: Sequence[Case], derivations: Sequence[Derivation]) -> Iterator[str]:
    """What belongs to no part: cases that nothing judges, pieces without cases, functions and claims that stand alone."""
    drawn = {(case.function, case.group) for case in cases}
    judged = {(piece.function, piece.group) for part in assignment.parts for piece in part.pieces}
    yield from (f"no part judges the cases {function} / {group}" for function, group in sorted(drawn - judged))
    yield from (f"no case is drawn for {function} / {group}" for function, group in sorted(judged - drawn))
    derived = {derivation.function for derivation in derivations}
    yield from (f"no derivation of {f.name}" for f in assignment.functions if f.name not in derived)
    codes = {mistake.code for mistake in assignment.mistakes}
    shares = (*assignment.policy.by_code, *assignment.policy.incorrect)
    yield from (
        f"the policy names a code that nothing has: {code}" for code in shares if code not in codes and not is_known(code)
    )
    known = {part.id for part in assignment.parts}
    claimed = {claim.part for derivation in derivations for claim in derivation.claims}
    yield from (f"a claim names a part that is not there: {part}" for part in sorted(claimed - known))
