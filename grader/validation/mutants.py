"""Test the checks with wrong formulas. If a check that should detect a mutant accepts it, the check is broken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from grader.grading import Exam, wrong_value
from grader.judging.judge import judge
from grader.model import Answer, Case, Mistake, Mutants, Part, Verdict
from grader.numeric.differences import Outcome
from grader.symbolic import Derivation, trace_mistake
from grader.validation.numeric import gradient_check, has_table
from grader.validation.subjects import about


def check_part(exam: Exam, part: Part, stress_cases: Sequence[Case], derivations: Sequence[Derivation]) -> Mutants:
    """Check every mistake of a part: its wrong formula where it has one, and its NumPy."""
    spoilt = [s for derivation in derivations for s in derivation.slips if part.id in s.parts]
    formulas = {(s.claim.output, m.code, m.what): m for s in spoilt for m in s.mistakes}
    results = {}
    for mistake in (m for m in exam.assignment.mistakes if m.part == part.id):
        formula = formulas.get((mistake.output, mistake.code, mistake.what))
        proof = ("proof",) if formula is not None and formula.is_formula and not formula.is_false else ()
        with about(f"mistake {mistake.code} ({mistake.what})"):
            accepted = (*proof, *_accepting_checks(exam, part, mistake, stress_cases, derivations))
        results[f"{mistake.code} ({mistake.what}), accepted by: {', '.join(accepted)}"] = not accepted
    survivors = tuple(name for name, ok in results.items() if not ok)
    return Mutants(rejected=sum(results.values()), total=len(results), survivors=survivors)


def _accepting_checks(
    exam: Exam, part: Part, mistake: Mistake, stress_cases: Sequence[Case], derivations: Sequence[Derivation]
) -> Iterator[str]:
    """Names of the checks that should reject a mistake and do not."""
    function = exam.assignment.function(mistake.function)
    if not any(trace_mistake(function, d, mistake).ok for d in derivations if d.function == mistake.function):
        yield "traced"
    if mistake.output in function.gradients or function.derivative_of:
        cases = [c for c in (*exam.cases, *stress_cases) if c.function == mistake.function and not has_table(c)]
        checks = (gradient_check(exam.assignment, function, c, mistake.output, wrong_value(mistake, c)) for c in cases)
        if not any(check is not None and check.outcome is Outcome.FAIL for check in checks):
            yield "numeric"
    pieces = [p for p in part.pieces if (p.function, p.output) == (mistake.function, mistake.output)]
    for piece, case in ((p, c) for p in pieces for c in exam.of(p.function, p.group)):
        right = {name: np.asarray(value) for name, value in exam.expected[case.number].items()}
        outputs = {**right, piece.output: wrong_value(mistake, case)}
        answer = Answer(outputs=tuple(outputs[name] for name in function.outputs))
        if any(finding.verdict is not Verdict.CORRECT for finding in judge(exam, piece, [case], {case.number: answer})):
            return  # a submission that returns the wrong formula loses points; the first case rejects most mistakes
    yield "every graded case"
