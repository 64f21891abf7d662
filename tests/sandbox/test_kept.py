"""What is kept of answers: arrays that may fit whole, of larger ones the shape, the type and a sample."""

from __future__ import annotations

import numpy as np
import pytest

from grader.model import Answer, Array, Call, FaultKind, NotNumeric, Unfit
from grader.sandbox import Limits
from grader.sandbox.kept import kept

CALL = Call(function="f", arguments=(), outputs=2, largest=6)


@pytest.fixture
def level(quickest):
    return quickest


def test_what_may_fit_is_kept_as_it_is():
    answer = Answer(outputs=(np.zeros((2, 3)), NotNumeric(type_name="str")), warnings=("w",))
    assert kept(answer, CALL) is answer


@pytest.mark.parametrize(
    ("array", "finite", "sample"),
    [
        (np.arange(9.0), True, (0, 2, 4, 6, 8)),
        (np.ones((2, 2, 2), np.float32), True, (1, 1, 1, 1, 1)),
        (np.arange(101), True, (0, 25, 50, 75, 100)),
        (np.ones((7, 1), np.bool_), True, (1, 1, 1, 1, 1)),
        (np.array([1.0] * 7 + [np.inf]), False, (1, 1, 1, 1, np.inf)),
    ],
)
def test_of_a_larger_array_a_sample_is_kept(array, finite, sample):
    unfit, small = kept(Answer(outputs=(array, np.zeros(6))), CALL).outputs
    assert unfit == Unfit(dtype=str(array.dtype), shape=array.shape, finite=finite, sample=sample)
    assert isinstance(small, np.ndarray)


def test_outputs_that_were_not_asked_for_are_not_kept_but_counted():
    outputs = kept(Answer(outputs=(np.zeros(1), np.zeros(()), np.zeros(()), np.zeros((0, 3)))), CALL).outputs
    assert [type(output) for output in outputs] == [np.ndarray, np.ndarray, Unfit, Unfit]
    assert outputs[3].sample == ()


def test_bools_take_as_much_room_as_the_numbers_that_they_become(open_box):
    session = open_box("import numpy as np\ndef f(x): return np.ones(int(x[0]), bool)", limits=Limits(session_limit=20))
    calls = [Call(function="f", arguments=(Array(value=np.array([size])),)) for size in (2000.0, 500.0, 600.0)]
    assert [answer.fault and answer.fault.kind for answer in session.ask(calls)] == [None, None, FaultKind.MALFORMED]
