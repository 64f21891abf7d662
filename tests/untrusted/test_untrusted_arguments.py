from __future__ import annotations

import numpy as np
import pytest

from grader.model import TableFunction

TABLE = {
    "kind": "table",
    "parameters": ["center", "index", "outside"],
    "key": 1,
    "keys": [3, 5],
    "expected": {"0": 0, "2": 1},
    "answers": [2, 3],
}
CENTER, OUTSIDE = np.array([1.0, 2.0]), np.arange(6.0).reshape(3, 2)
LOSSES, GRADIENTS = np.array([10.0, 20.0, -1.0]), np.arange(6.0).reshape(3, 2) + 100
ARRAYS = [CENTER, OUTSIDE, LOSSES, GRADIENTS]


@pytest.fixture
def build(boxed):
    return lambda descriptions, arrays=(), own=None: boxed("arguments").Arguments(descriptions, arrays, own or {})


@pytest.fixture
def table(boxed):
    return boxed("arguments").table_function(TABLE, ARRAYS)


def frozen(array):
    array = array.copy()
    array.flags.writeable = False
    return array


def test_an_array_is_a_fresh_writable_copy(build):
    original = frozen(np.arange(6.0).reshape(2, 3))
    (one,), (other,) = (build([{"kind": "array", "array": 0}], [original]).values for _ in range(2))
    one[:] = 0
    assert np.array_equal(other, original)
    assert other.flags.c_contiguous


@pytest.mark.parametrize("value", [2.0, 7, "word"])
def test_plain_values_keep_their_type(build, value):
    (built,) = build([{"kind": "value", "value": value}]).values
    assert built == value
    assert type(built) is type(value)


def test_a_function_of_the_submission_is_the_one_that_is_there_now(build):
    own = {"g": abs}
    description = [{"kind": "own", "name": "g"}]
    assert build(description, own=own).values == [abs]
    own["g"] = len
    assert build(description, own=own).values == [len]


@pytest.mark.parametrize("own", [{}, {"g": 7}, {"g": None}])
def test_a_function_of_the_submission_that_is_not_there(build, boxed, own):
    with pytest.raises(boxed("arguments").NotThereError, match=r"^g$"):
        build([{"kind": "own", "name": "g"}], own=own)


def test_containers_are_fresh(build):
    descriptions = [{"kind": "list", "value": [1, 2]}, {"kind": "index_of_words", "value": {"a": 0}}]
    spoilt, fresh = build(descriptions).values, build(descriptions).values
    spoilt[0].append(3)
    spoilt[1]["b"] = 1
    assert fresh == [[1, 2], {"a": 0}]


def test_a_sampler_starts_over_after_its_last_draw(build):
    (dataset,) = build([{"kind": "sampler", "method": "sampleTokenIdx", "draws": [4, 1, 1]}]).values
    assert [dataset.sampleTokenIdx() for _ in range(5)] == [4, 1, 1, 4, 1]


@pytest.mark.parametrize(
    ("spoil", "changed"),
    [
        (lambda a: None, False),
        (lambda a: a.copy().fill(0), False),
        (lambda a: a.__setitem__((0, 0), 9.0), True),
        (lambda a: a.__imul__(1.0), False),
        (lambda a: a.resize(3, 2, refcheck=False), True),
        (lambda a: a.__setitem__((0, 0), -0.0), True),
    ],
)
def test_whether_an_array_was_changed(build, spoil, changed):
    arguments = build([{"kind": "value", "value": 1}, {"kind": "array", "array": 0}], [frozen(np.arange(6.0).reshape(2, 3))])
    assert not arguments.changed()
    spoil(arguments.values[1])
    assert arguments.changed() is changed


def test_the_table_answers_by_its_key(table):
    loss, gradient = table(CENTER, 5, OUTSIDE)
    assert loss == 20.0
    assert np.array_equal(gradient, GRADIENTS[1])


def test_the_table_is_called_by_keyword(table):
    assert table(CENTER, outside=OUTSIDE, index=3)[0] == 10.0


@pytest.mark.parametrize(
    "arguments",
    [
        (CENTER, 4, OUTSIDE),
        (CENTER + 1, 3, OUTSIDE),
        (CENTER, 3, OUTSIDE.T),
        (CENTER[:1], 3, OUTSIDE),
        (None, 3, OUTSIDE),
        (CENTER, 3, "outside"),
    ],
)
def test_the_stray_answer(table, arguments):
    loss, gradient = table(*arguments)
    assert loss == -1.0
    assert np.array_equal(gradient, GRADIENTS[2])


def test_the_judges_copy_answers_alike(table):
    judges = TableFunction(
        parameters=tuple(TABLE["parameters"]), key=1, keys=(3, 5), expected={0: CENTER, 2: OUTSIDE}, answers=(LOSSES, GRADIENTS)
    )
    for center in (CENTER, CENTER + 1):
        for index in (3, 4, 5, np.int64(5)):
            for ours, theirs in zip(table(center, index, OUTSIDE), judges(center, index, OUTSIDE), strict=True):
                assert np.array_equal(ours, theirs)
                assert type(ours) is type(theirs)


def test_scalars_are_numpy_scalars_and_answers_are_fresh(table):
    loss, gradient = table(CENTER, 3, OUTSIDE)
    assert type(loss) is np.float64
    gradient[:] = 0
    assert np.array_equal(table(CENTER, 3, OUTSIDE)[1], GRADIENTS[0])


@pytest.mark.parametrize("index", [np.int64(3), np.array(3), np.array([3]), np.int32(3)])
def test_whatever_could_be_an_index_is_one(table, index):
    assert table(CENTER, index, OUTSIDE)[0] == 10.0


@pytest.mark.parametrize("index", ["apple", 3.0, None, [3, 5], np.array([]), True])
def test_what_could_not_be_an_index_is_an_error(table, index):
    with pytest.raises(TypeError, match="index must be an integer"):
        table(CENTER, index, OUTSIDE)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((CENTER, 3), {}),
        ((CENTER, 3, OUTSIDE, 4), {}),
        ((CENTER, 3), {"outsides": OUTSIDE}),
        ((CENTER, 3, OUTSIDE), {"index": 3}),
        ((), {}),
    ],
)
def test_arguments_that_do_not_fit_are_an_error(table, arguments, named):
    with pytest.raises(TypeError, match="exactly these arguments: center, index, outside"):
        table(*arguments, **named)
