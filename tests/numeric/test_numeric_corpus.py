"""The check on losses as students write them: five right programs each, and some sixty kinds of wrong gradient.

A small sample; tests/benchmarks/numeric_gradient_check.py runs all of it, beside other checkers.
"""

import warnings

import numpy as np
import pytest
from gradient_corpus import (
    FLOAT32_VARIANT,
    FLOAT64_VARIANTS,
    FUNCTIONS,
    VARIANTS,
    distance,
    draw,
    gradients_of,
    loss_of,
    truth,
)
from gradient_mutants import wrong_gradients

from grader.numeric.differences import Outcome, check_gradient, drive
from grader.numeric.differences.derivative import first_step
from grader.numeric.differences.probes import Claim, probe_along, random_direction

DRAWS = [(5, 3, 1e-3, 0), (5, 3, 1.0, 1), (5, 3, 4.0, 2), (20, 6, 1.0, 3)]
SMALLEST_ERROR = 1e-6
ROUNDING = 1e-2  # an error of "1e-6" in a rounded gradient may be a little less


@pytest.fixture(autouse=True)
def naive_programs_may_overflow():
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def fair(function):
    problems = [draw(function, *sizes) for sizes in DRAWS]
    return [problem for problem in problems if problem.fair]


def judged(problem, variant, gradients):
    return check_gradient(loss_of(problem, variant), problem.blocks, gradients, rng=np.random.default_rng(0))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_corpus_is_what_it_says(function):
    """Right programs are right, by extended precision; enough inputs are fair."""
    problems = fair(function)
    assert len(problems) >= 3
    for problem in problems:
        loss, true = truth(problem)
        for variant in FLOAT64_VARIANTS:
            assert distance(gradients_of(problem, variant), true) < 1e-12
            assert complex(loss_of(problem, variant)(*problem.blocks)).real == pytest.approx(float(loss), rel=1e-10)
        assert 1e-12 < distance(gradients_of(problem, FLOAT32_VARIANT), true) < 1e-4


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("variant", VARIANTS)
def test_right_programs_pass(function, variant):
    for problem in fair(function):
        found = judged(problem, variant, gradients_of(problem, variant))
        assert found.outcome is Outcome.PASS, found.detail


@pytest.mark.parametrize("function", FUNCTIONS)
def test_wrong_gradients_fail(function):
    killed = set()
    for problem in fair(function):
        true = truth(problem)[1]
        wrong = wrong_gradients(problem)
        for kind, gradients in wrong.items():
            if distance(gradients, true) >= SMALLEST_ERROR * (1 - ROUNDING):
                found = judged(problem, "stable", gradients)
                assert found.outcome is Outcome.FAIL, (kind, found)
                killed.add(kind)
    assert killed == set(wrong)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_one_wrong_entry_is_named_and_no_other(function):
    for problem in fair(function):
        true = truth(problem)[1]
        for kind, gradients in wrong_gradients(problem).items():
            if kind.startswith("largest entry") and distance(gradients, true) > SMALLEST_ERROR / 2:
                found = judged(problem, "stable", gradients)
                largest = np.unravel_index(int(np.argmax(np.abs(true[-1]))), true[-1].shape)
                assert [entry.index for entry in found.where] == [largest]
                assert found.block == len(true) - 1


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("complex_step", [False, True])
def test_the_bar_covers_the_true_error(function, complex_step):
    """Against long double, in at least 999 of 1000 lines, whatever the logits; and the bar is sharp where inputs are fair."""
    lines = missed = 0
    for seed, deviation in enumerate(np.repeat([1e-3, 0.1, 1.0, 4.0, 10.0, 30.0], 8)):
        problem = draw(function, 6, 3, float(deviation), seed + 50)
        for variant in VARIANTS:
            for found, true, scale in lines_of(problem, variant, complex_step):
                lines += 1
                missed += abs(found.derivative - true) > found.bar
                assert found.bar < 1e-8 * scale or variant == FLOAT32_VARIANT or not problem.fair
    assert lines > 200
    assert missed <= lines / 1000


def lines_of(problem, variant, complex_step):
    """One line per block: what was found along it, and the truth in extended precision."""
    loss, true = loss_of(problem, variant), truth(problem)[1]
    centre = complex(loss(*problem.blocks)).real
    rng = np.random.default_rng(0)
    for block, (array, gradient) in enumerate(zip(problem.blocks, true, strict=True)):
        claim = Claim(
            arrays=problem.blocks,
            block=block,
            gradient=gradient.astype(np.float64),
            low=variant == FLOAT32_VARIANT,
            centre=centre,
            takes_complex=complex_step,
        )
        direction = random_direction(rng, array.shape)
        evidence = drive(probe_along(claim, direction, step=first_step(array)), loss)
        if evidence is not None and not evidence.measured.flat:
            yield evidence.measured, float((gradient * direction).sum()), evidence.scale
