from __future__ import annotations

import inspect
from types import FunctionType

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
    "name": "",
    "defaults": [],
    "others": [],
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
    (dataset,) = build([{"kind": "sampler", "methods": ["sampleTokenIdx", "sample_token_idx"], "draws": [4, 1, 1]}]).values
    assert [dataset.sampleTokenIdx() for _ in range(4)] == [4, 1, 1, 4]
    assert dataset.sample_token_idx() == 1


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
    ("arguments", "named", "message"),
    [
        ((CENTER, 3), {}, "missing 1 required positional argument: 'outside'"),
        ((CENTER, 3, OUTSIDE, 4), {}, "takes 3 positional arguments but 4 were given"),
        ((CENTER, 3), {"outsides": OUTSIDE}, "unexpected keyword argument 'outsides'"),
        ((CENTER, 3, OUTSIDE), {"index": 3}, "multiple values for argument 'index'"),
        ((), {}, "missing 3 required positional arguments"),
    ],
)
def test_arguments_that_do_not_fit_are_an_error(table, arguments, named, message):
    with pytest.raises(TypeError, match=message):
        table(*arguments, **named)


# --- tables in the place of functions -------------------------------------------------------------------------------------

PASSED = {**TABLE, "name": "naive", "others": [{**TABLE, "name": "negative", "answers": [4, 3], "defaults": [10]}]}
PASSED["others"][0]["parameters"] = [*TABLE["parameters"], "K"]
TWO_TABLES = [*ARRAYS, LOSSES + 1]

PLAIN = "def naive(v, o, U):\n    'mine'\n    return 'naive'\ndef negative(v, o, U, K=5, *, more=1): return K\n"
WRAPPED = """
from functools import wraps
def logged(function):
    @wraps(function)
    def wrapper(*arguments, **named): return function(*arguments, **named)
    return wrapper
@logged
def naive(v, o, U): return 'naive'
@logged
def negative(v, o, U, K=5): return K
"""
OBJECTS = (
    "from functools import partial\nnaive = partial('naive'.replace, 'x')\nnegative = partial(min, 5)\nnaive('y'), negative(9)"
)


@pytest.fixture(params=[PLAIN, WRAPPED, OBJECTS, "naive = negative = lambda v, o, U: 'naive'", "", PLAIN.partition("def neg")[0]])
def module(request):
    """The names of a submission that has both functions, or one, or none, as functions of some kind."""
    names = {"__name__": "word2vec"}
    exec(request.param, names)
    return names


def test_tables_stand_in_the_place_of_functions_for_the_time_of_a_call(build, module):
    before = dict(module)
    codes = {name: (value.__code__, value.__defaults__, value.__kwdefaults__) for name, value in functions_of(module)}
    arguments = build([PASSED], TWO_TABLES, module)
    for _ in range(2):
        with arguments.tables_in_place():
            (passed,) = arguments.values
            assert module["naive"] is passed
            assert module["negative"] is not passed
            assert (passed(CENTER, 5, OUTSIDE)[0], module["negative"](CENTER, 5, OUTSIDE)[0]) == (20.0, 21.0)
            assert passed(outside=OUTSIDE, center=CENTER, index=3)[0] == 10.0
            assert module["negative"](CENTER, 5, OUTSIDE, K=7)[0] == 21.0
        assert module == before
        assert codes == {name: (f.__code__, f.__defaults__, f.__kwdefaults__) for name, f in functions_of(module)}


def functions_of(names):
    return [(name, value) for name, value in names.items() if isinstance(value, FunctionType)]


def test_a_function_keeps_its_identity_wherever_the_submission_has_it(build):
    module = {"__name__": "word2vec"}
    exec(PLAIN + "KNOWN = {naive: 'softmax'}\ndef skip(f=naive): return f is naive, KNOWN[f], f(1, 2, 3)[0]", module)
    arguments = build([PASSED], TWO_TABLES, module)
    with arguments.tables_in_place():
        (passed,) = arguments.values
        assert module["skip"](passed) == module["skip"]() == (True, "softmax", -1.0)
        assert (passed.__name__, passed.__qualname__, passed.__module__) == ("naive", "naive", "word2vec")
        assert str(inspect.signature(passed)) == "(center, index, outside)"
        assert str(inspect.signature(module["negative"])) == "(center, index, outside, K=10)"
    assert module["naive"](1, 2, 3) == "naive"


def test_functions_are_given_back_when_a_call_raises(build):
    module = {"__name__": "word2vec"}
    exec(PLAIN, module)
    with pytest.raises(ZeroDivisionError), build([PASSED], TWO_TABLES, module).tables_in_place():
        raise ZeroDivisionError
    assert (module["naive"](1, 2, 3), module["negative"](1, 2, 3)) == ("naive", 5)
