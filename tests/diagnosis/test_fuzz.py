"""Whatever arrays come back, grading ends in a verdict, and no hypothesis fails or claims what is not so."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader import catalogue, diagnosis, grading
from grader.judging.judge import judge
from grader.model import Answer
from tests.support.dictionary_box import parts, play
from tests.support.own_programs import NAIVE, NEGATIVE, SKIP, spoilt

pytestmark = pytest.mark.no_cover  # many runs of the same lines, which other tests measure

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
EXTREME = st.sampled_from([0.0, -0.0, 1e-320, 1e308, -1e308, np.inf, -np.inf, np.nan, 1.0, -1.0, 1e16, 1e-16])
NUMBERS = EXTREME | st.floats(width=32) | st.floats()


def replaced(values, rng_seed):
    """Some entries of each output replaced by these values, another choice in each call."""
    rng = np.random.default_rng(rng_seed)

    def spoil(*outputs_and_inputs):
        return tuple(some(np.array(output, dtype=np.float64)) for output in outputs_and_inputs[:3])

    def some(array):
        flat = array.reshape(-1)
        for value in values:
            flat[rng.integers(flat.size)] = value
        return array

    return spoil


@SLOW
@given(
    values=st.lists(NUMBERS, min_size=1, max_size=8),
    seed=st.integers(0, 2**32 - 1),
    name=st.sampled_from([NAIVE, NEGATIVE, SKIP]),
)
def test_odd_numbers_never_break_grading(values, seed, name):
    result = play(spoilt(name, replaced(values, seed)))
    for part in result.parts:
        assert (part.verdict.value == "correct") == (not part.diagnosis)
        assert part.verdict.value in ("correct", "partial", "incorrect")


@SLOW
@given(
    array=arrays.arrays(
        st.sampled_from([np.float64, np.float32, np.complex128, np.int64, np.bool_]),
        arrays.array_shapes(min_dims=0, max_dims=3, max_side=8),
    )
)
def test_odd_arrays_never_break_grading(array):
    result = play(spoilt(NAIVE, lambda L, g, G, *i: (array, array, array)))
    assert {part.verdict.value for part in result.parts if part.id in "abcd"} <= {"partial", "incorrect", "error"}


def off(array, scale, rng):
    return array + scale * rng.normal(size=array.shape)


EXAM = grading.prepare(catalogue.load("word2vec"), seed=2)


@pytest.mark.parametrize("hypothesis", [*diagnosis.FORMULAS, *diagnosis.PATTERNS], ids=lambda h: h.__name__)
def test_no_hypothesis_fails_by_itself(hypothesis):
    """Grading would go on without it; here nothing holds it back."""
    rng = np.random.default_rng(5)
    for part in EXAM.parts:
        for number, piece in enumerate(part.pieces):
            cases = EXAM.of(piece.function, piece.group)
            outputs = EXAM.assignment.function(piece.function).outputs
            for scale in (1.0, 1e300, 1e-300, 0.0):
                answers = {
                    c.number: Answer(outputs=tuple(off(EXAM.expected[c.number][n], scale, rng) for n in outputs)) for c in cases
                }
                findings = judge(EXAM, piece, cases, answers)
                output = diagnosis.WrongPiece(exam=EXAM, key=(part.id, number), findings=findings).output
                if output is not None:
                    with np.errstate(all="ignore"):
                        hypothesis(output)


def test_random_numbers_have_no_name():
    rng = np.random.default_rng(7)
    for _ in range(10):
        found = parts(play(spoilt(NAIVE, lambda L, g, G, *i: (L + rng.normal(), off(g, 1, rng), off(G, 1, rng)))))
        told = {d.code for p in "abcd" for d in found[p].diagnosis}
        assert all(code == "unknown" or code.startswith("violates-") for code in told), told
