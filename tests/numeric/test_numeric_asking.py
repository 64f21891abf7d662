"""Asking for values: the same check whether the loss is a callable here or runs elsewhere."""

import warnings

import numpy as np
import pytest

from grader.errors import AssignmentError
from grader.numeric.differences import Outcome, Request, ask_gradient, check_gradient, drive

X, Y = np.array([0.5, -1.5]), np.array([[1.0, 2.0]])


def values_of(loss, *offsets):
    """The answers of `drive` to one request along (1, 2)."""

    def asking():
        return (yield Request(arrays=(X, Y), block=0, direction=np.array([1.0, 2.0]), offsets=offsets))

    return drive(asking(), loss)


def test_points_move_one_array_along_the_direction():
    request = Request(arrays=(X, Y), block=0, direction=np.array([1.0, 2.0]), offsets=(0.0, 0.25, 1j))
    still, moved, imaginary = request.points()
    assert np.array_equal(still[0], X)
    assert np.array_equal(moved[0], [0.75, -1.0])
    assert np.array_equal(imaginary[0], [0.5 + 1j, -1.5 + 2j])
    assert all(point[1] is Y for point in (still, moved, imaginary))
    assert not moved[0].flags.writeable


def test_a_number_without_axes_moves_too():
    (point,) = Request(arrays=(np.array(2.0),), block=0, direction=np.array(0.5), offsets=(2.0,)).points()
    assert point[0] == 3.0


def test_a_loss_that_writes_to_its_arguments_is_given_copies():
    def writer(x, y):
        x -= 1
        y *= 0
        return (x * x).sum() + y.sum()

    assert values_of(writer, 0.0, 1.0) == [0.25 + 6.25, 0.25 + 0.25]
    assert np.array_equal(X, [0.5, -1.5])


@pytest.mark.parametrize(
    "loss", [lambda x, y: 1 // int(y[0, 0] - 1), lambda x, y: np.log(x - 1).sum(), lambda x, y: 1j * x.sum()]
)
def test_what_has_no_real_value_is_nan_without_a_warning(loss):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(values_of(loss, 0.0)[0])


def test_a_complex_number_without_imaginary_part_is_real():
    assert values_of(lambda x, y: complex(x.sum()), 0.0) == [-1.0]


@pytest.mark.parametrize(
    "loss",
    [lambda x, y: float(x.sum()), lambda x, y: np.real(x).astype(complex).sum().astype(float), lambda x, y: {}[x[0].imag]],
)
def test_a_loss_may_decline_complex_numbers_in_any_way(loss):
    assert np.isnan(values_of(loss, 1j)[0])


def test_a_loss_that_takes_complex_numbers_is_given_them():
    assert values_of(lambda x, y: x.sum(), 1j) == [-1 + 3j]


def test_other_errors_of_the_loss_are_passed_on():
    with pytest.raises(KeyError):
        values_of(lambda x, y: {}["no such key"], 0.0)
    with pytest.raises(ValueError, match="could not"):
        values_of(lambda x, y: float("one"), 0.0)


def test_a_loss_must_be_one_number():
    with pytest.raises(AssignmentError, match="one number"):
        values_of(lambda x, y: x, 0.0)
    assert values_of(lambda x, y: np.array([[3.0]]), 0.0) == [3.0]


def test_a_loss_elsewhere_is_asked_the_same_questions():
    """The generator fed by hand, batch by batch, as from another process; complex points are not offered there."""

    def loss(x, y):
        return float(np.exp(x).sum() * y.sum())

    gradients = [np.exp(X) * Y.sum(), np.full((1, 2), np.exp(X).sum())]
    check, batches = by_hand(ask_gradient([X, Y], gradients, rng=np.random.default_rng(0), complex_step=False), loss)
    assert check.outcome is Outcome.PASS
    assert check.evaluations == sum(batches)
    assert len(batches) < check.evaluations / 5
    here = check_gradient(loss, [X, Y], gradients, rng=np.random.default_rng(0))
    assert here.max_relative_error == check.max_relative_error


def by_hand(asking, loss):
    """The result of the generator, and the sizes of its batches."""
    batches, answers = [], None
    while True:
        try:
            request = asking.send(answers)
        except StopIteration as finished:
            return finished.value, batches
        assert not any(isinstance(offset, complex) for offset in request.offsets)
        batches.append(len(request.offsets))
        answers = [loss(*point) for point in request.points()]
