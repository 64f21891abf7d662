"""The wrong formulas of every assignment are rejected, and their hints do not contain the answer."""

from __future__ import annotations

import pytest

from grader import catalogue, grading
from grader.grading import wrong_value
from grader.model import Answer, Verdict

pytestmark = pytest.mark.no_cover  # many runs of the same lines, which other tests measure

SEEDS = range(12)


def _with_mistake(exam, mistake):
    """The verdicts of each piece that a mistake can spoil, case by case, for a file that is right but for it."""
    outputs = exam.assignment.function(mistake.function).outputs
    for piece in exam.assignment.part(mistake.part).pieces:
        if (piece.function, piece.output) == (mistake.function, mistake.output):
            cases = exam.of(piece.function, piece.group)
            answers = {
                c.number: Answer(
                    outputs=tuple(wrong_value(mistake, c) if n == piece.output else exam.expected[c.number][n] for n in outputs)
                )
                for c in cases
            }
            yield {f.verdict for f in grading.judge(exam, piece, cases, answers)}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", catalogue.names())
def test_every_mistake_loses_its_piece(name, seed):
    exam = grading.prepare(catalogue.load(name), seed=seed)
    for mistake in exam.assignment.mistakes:
        spoilt = [verdicts for verdicts in _with_mistake(exam, mistake) if verdicts != {Verdict.CORRECT}]
        assert spoilt, f"{mistake.part}: {mistake.code} passes"


def test_no_hint_gives_a_formula_away():
    for assignment in map(catalogue.load, catalogue.names()):
        for mistake in assignment.mistakes:
            assert not any(word in mistake.hint for word in ("yhat -", "- y", "sigma(", "U^T", "(1 -", "np."))
