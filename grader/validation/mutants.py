"""Wrong formulas, offered to the checks: one that is accepted by a check that can see it shows that the check is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from grader.grading import Exam, wrong_value
from grader.judging.judge import judge
from grader.model import Answer, Assignment, Case, Mistake, Mutants, Part, Piece, TableFunction, Verdict
from grader.numeric.differences import Outcome
from grader.symbolic import Derivation, rejected, trace_mistake
from grader.validation.numeric import gradient_check


def check_part(exam: Exam, part: Part, stress_cases: Sequence[Case], derivations: Sequence[Derivation]) -> Mutants:
    """Every mutant of a part: the wrong closed forms of its claims, and its mistakes in NumPy."""
    claims = [claim for derivation in derivations for claim in derivation.claims if claim.part == part.id]
    found = {f"{claim.statement}: {code}": ok for claim in claims for code, ok in rejected(claim).items()}
    for mistake in (m for m in exam.assignment.mistakes if m.part == part.id):
        accepted = tuple(_accepting(exam, part, mistake, stress_cases, derivations))
        found[f"{mistake.code} ({mistake.what}), accepted by: {', '.join(accepted)}"] = not accepted
    return Mutants(rejected=sum(found.values()), total=len(found), survivors=tuple(name for name, ok in found.items() if not ok))


def _accepting(
    exam: Exam, part: Part, mistake: Mistake, stress_cases: Sequence[Case], derivations: Sequence[Derivation]
) -> Iterator[str]:
    """The checks that can see a mistake and do not reject it."""
    function = exam.assignment.function(mistake.function)
    traced = [d for d in derivations if d.function == mistake.function]
    if not any(trace_mistake(function, d, mistake) for d in traced):
        yield "traced"
    if not _seen_by_differences(exam.assignment, mistake, [*exam.cases, *stress_cases]):
        yield "numeric"
    pieces = [p for p in part.pieces if (p.function, p.output) == (mistake.function, mistake.output)]
    if not any(_seen_by_cases(exam, piece, mistake) for piece in pieces):
        yield "every graded case"


def _seen_by_differences(assignment: Assignment, mistake: Mistake, cases: Sequence[Case]) -> bool:
    """Whether some case shows that the wrong formula is not the gradient; True for an output that is not a gradient."""
    function = assignment.function(mistake.function)
    if mistake.output not in function.gradients and not function.derivative_of:
        return True
    for case in (c for c in cases if c.function == mistake.function and not _has_table(c)):
        wrong = wrong_value(mistake, case)
        check = gradient_check(assignment, function, case, mistake.output, wrong)
        if check is not None and check.outcome is Outcome.FAIL:
            return True
    return False


def _has_table(case: Case) -> bool:
    return any(isinstance(value, TableFunction) for value in case.inputs.values())


def _seen_by_cases(exam: Exam, piece: Piece, mistake: Mistake) -> bool:
    """Whether a submission that hands in the wrong formula loses this piece. The first case mostly shows it."""
    return any(_loses(exam, piece, mistake, case) for case in exam.of(piece.function, piece.group))


def _loses(exam: Exam, piece: Piece, mistake: Mistake, case: Case) -> bool:
    right = {name: np.asarray(value) for name, value in exam.expected[case.number].items()}
    outputs = {**right, piece.output: wrong_value(mistake, case)}
    answer = Answer(outputs=tuple(outputs[name] for name in exam.assignment.function(piece.function).outputs))
    return any(found.verdict is not Verdict.CORRECT for found in judge(exam, piece, [case], {case.number: answer}))
