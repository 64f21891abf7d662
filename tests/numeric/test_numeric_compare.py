"""The judge's measure: what it must accept, what it must refuse, and where the line runs."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from grader.errors import GraderFault
from grader.numeric import Agreement, compare, compare_loss

ORDINARY = st.floats(-1e3, 1e3).filter(lambda x: x == 0 or abs(x) > 1e-6)
BLOCKS = arrays(np.float64, array_shapes(max_dims=3, max_side=4), elements=ORDINARY).filter(lambda a: np.abs(a).max() > 0)
THIRDS = np.array([[1.0, -2.0], [0.3, 10.0]]) / 3  # nothing here is representable in float32


@settings(deadline=None)  # how long it takes is not the question
@given(BLOCKS)
def test_an_array_equals_itself(block):
    found = compare(block, block)
    assert found.equal
    assert found.max_relative_error == 0
    assert found.mismatched == 0
    assert found.size == block.size


@settings(deadline=None)  # how long it takes is not the question
@given(BLOCKS, st.integers(-900, 900))
def test_the_measure_does_not_depend_on_the_scale(block, exponent):
    wrong = block + 1e-3 * np.abs(block).max() * np.sin(np.arange(block.size)).reshape(block.shape)
    here, there = compare(wrong, block), compare(np.ldexp(wrong, exponent), np.ldexp(block, exponent))
    assert there.max_relative_error == pytest.approx(here.max_relative_error, rel=1e-12)
    assert (there.agreement, there.mismatched) == (here.agreement, here.mismatched)


@settings(deadline=None)  # how long it takes is not the question
@given(BLOCKS)
def test_a_flipped_sign_is_an_error_of_two(block):
    found = compare(-block, block)
    assert found.max_relative_error == 2
    assert found.agreement is Agreement.DIFFERENT


@settings(deadline=None)  # how long it takes is not the question
@given(BLOCKS, st.sampled_from([np.nan, np.inf, -np.inf]), st.data())
def test_what_is_not_finite_never_passes(block, bad, data):
    spoilt = block.copy()
    position = data.draw(st.integers(0, block.size - 1))
    spoilt.flat[position] = bad
    found = compare(spoilt, block)
    assert found.agreement is Agreement.NOT_FINITE
    assert found.mismatched >= 1
    assert math.isinf(found.max_relative_error)
    assert compare(np.full_like(block, bad), block).mismatched == block.size


@pytest.mark.parametrize(
    ("off", "agreement"),
    [
        (0.999e-9, Agreement.EQUAL),
        (1.001e-9, Agreement.PRECISION),
        (5.99e-7, Agreement.PRECISION),
        (6.01e-7, Agreement.DIFFERENT),
        (1.0, Agreement.DIFFERENT),
    ],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_both_sides_of_the_lines_for_float64(off, agreement, sign):
    """1e-9 is equal, up to 6e-7 a step was computed in float32."""
    wrong = THIRDS.copy()
    wrong[0, 0] += sign * off * np.abs(THIRDS).max()
    found = compare(wrong, THIRDS)
    assert found.agreement is agreement
    assert not found.low_precision
    assert found.mismatched == (0 if agreement is Agreement.EQUAL else 1)
    assert found.max_relative_error == pytest.approx(off, rel=1e-5)


@pytest.mark.parametrize(("off", "equal"), [(4.9e-6, True), (5.1e-6, False)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_both_sides_of_the_line_for_float32(off, equal, dtype):
    """Also where float32 values are carried in float64."""
    wrong = THIRDS.copy()
    wrong[1, 0] += off * np.abs(THIRDS).max()
    found = compare(wrong.astype(np.float32).astype(dtype), THIRDS)
    assert found.low_precision
    assert found.equal is equal
    assert found.agreement is not Agreement.PRECISION


def test_float32_may_be_sixteen_times_worse_than_the_reference_in_float32():
    wrong = THIRDS.astype(np.float32)
    wrong[1, 0] += np.float32(1e-4 * np.abs(THIRDS).max())
    assert compare(wrong, THIRDS, float32_error=6.1e-6).equal
    assert compare(wrong, THIRDS, float32_error=5.8e-6).agreement is Agreement.DIFFERENT


def test_a_step_in_float32_may_be_a_few_times_worse_than_the_reference_in_float32():
    wrong = THIRDS.copy()
    wrong[1, 0] += 1e-5 * np.abs(THIRDS).max()
    assert compare(wrong, THIRDS, float32_error=1.3e-6).agreement is Agreement.PRECISION
    assert compare(wrong, THIRDS, float32_error=1.2e-6).agreement is Agreement.DIFFERENT


def test_a_larger_scale_is_taken_and_a_smaller_one_is_not():
    wrong = THIRDS.copy()
    wrong[0, 0] += 1e-8
    assert not compare(wrong, THIRDS).equal
    assert compare(wrong, THIRDS, scale=11.0).equal
    assert compare(wrong, THIRDS, scale=1e-30).max_relative_error == compare(wrong, THIRDS).max_relative_error


def test_zeros_are_exact():
    zeros = np.zeros((2, 3))
    assert compare(-zeros, zeros).equal
    assert compare(zeros.astype(np.float32), zeros).equal
    speck = zeros.copy()
    speck[1, 2] = 5e-324
    found = compare(speck, zeros)
    assert found.agreement is Agreement.DIFFERENT
    assert (found.mismatched, found.max_relative_error) == (1, math.inf)
    assert compare(speck.astype(np.float32) + np.float32(1e-44), zeros).agreement is Agreement.DIFFERENT


def test_numbers_of_any_kind_are_numbers():
    assert compare(np.array([1, -2]), [1.0, -2.0]).equal
    assert compare([True, False], [1.0, 0.0]).equal
    assert compare(np.array([3], dtype=np.uint8), [3.0]).equal
    assert compare(np.array(2.5, dtype=np.float16), 2.5).equal
    assert compare(np.array([1 + 0j, 2]), [1.0, 2.0]).equal
    assert compare(np.array([1.0, 2.0], dtype=np.longdouble), [1.0, 2.0]).equal


def test_an_imaginary_part_is_no_real_number():
    found = compare(np.array([1.0, 2 + 1e-30j]), [1.0, 2.0])
    assert found.agreement is Agreement.NOT_FINITE
    assert found.mismatched == 1


def test_huge_and_tiny_numbers_neither_overflow_nor_vanish():
    huge, tiny = np.array([1.7e308, -1.7e308]), np.array([5e-324, -1e-323])
    assert compare(huge, huge).equal
    assert compare(-huge, huge).max_relative_error == 2
    assert compare(-tiny, tiny).max_relative_error == 2
    assert compare(huge, tiny).agreement is Agreement.DIFFERENT
    assert compare(tiny, huge).max_relative_error == 1


def test_a_block_without_entries_is_equal():
    found = compare(np.zeros((0, 3)), np.zeros((0, 3)))
    assert found.equal
    assert found.size == 0


@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
def test_a_loss_is_one_number_in_any_shape(shape):
    assert compare_loss(np.full(shape, 1 / 3), 1 / 3).equal


@pytest.mark.parametrize(
    ("expected", "off", "equal"),
    [(1e-3, 0.99e-9, True), (1e-3, 1.01e-9, False), (40.0, 39e-9, True), (40.0, 41e-9, False), (-40.0, 39e-9, True)],
)
def test_a_loss_is_measured_against_itself_or_one(expected, off, equal):
    assert compare_loss(expected + off, expected).equal is equal


def test_a_float32_loss_follows_the_float32_rule():
    assert compare_loss(np.float32(1 / 3), 1 / 3).low_precision
    assert compare_loss(np.float32(1 / 3), 1 / 3 + 4e-6).equal
    assert not compare_loss(np.float32(1 / 3), 1 / 3 + 6e-6).equal
    assert compare_loss(np.float32(1 / 3), 1 / 3 + 6e-6, float32_error=1e-6).equal
    assert not compare_loss(math.nan, 1.0).equal


@pytest.mark.parametrize(
    ("actual", "expected", "options"),
    [
        ([1.0], [1.0, 2.0], {}),
        ([1.0], [math.nan], {}),
        (["one"], [1.0], {}),
        ([None], [1.0], {}),
        ([1.0], [1.0], {"scale": -1.0}),
        ([1.0], [1.0], {"float32_error": math.nan}),
    ],
)
def test_a_question_without_sense_is_the_graders_fault(actual, expected, options):
    with pytest.raises(GraderFault):
        compare(actual, expected, **options)


def test_a_loss_of_two_numbers_is_the_graders_fault():
    with pytest.raises(GraderFault, match="one number"):
        compare_loss([1.0, 1.0], 1.0)
