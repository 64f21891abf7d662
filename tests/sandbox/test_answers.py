"""Answers of honest submissions, through a real process."""

from __future__ import annotations

import numpy as np
import pytest

from grader.model import (
    Array,
    Call,
    FaultKind,
    Index,
    Indices,
    NotNumeric,
    Number,
    OwnFunction,
    Sampler,
    TableFunction,
    Word,
    WordIndex,
    Words,
)

X = Array(value=np.array([1.0, 2.0]))


@pytest.fixture
def level(quickest):
    return quickest


def test_outputs_come_in_order_and_in_base_class_numpy(ask):
    answer = ask("def f(v, o, U): return 1.5, v + o, U.T", X, Index(value=3), Array(value=np.ones((4, 2))), outputs=3)
    assert answer.fault is None
    loss, center, outside = answer.outputs
    assert loss.shape == ()
    assert list(center) == [4.0, 5.0]
    assert outside.shape == (2, 4)
    assert all(type(output) is np.ndarray for output in answer.outputs)


def test_every_kind_of_argument_arrives_as_it_is_described(ask):
    source = """
    import numpy as np
    def f(a, number, index, indices, word, words, word_index, dataset, loss_and_gradient):
        assert type(a) is np.ndarray and a.dtype == np.float64 and a.flags.writeable and a.shape == (2, 3)
        assert (type(number), number) == (float, 2.0)
        assert (type(index), index) == (int, 3)
        assert (type(indices), indices) == (list, [1, 1, 0])
        assert (type(word), word) == (str, 'h\\u00e9')
        assert (type(words), words) == (list, ['a', 'b'])
        assert (type(word_index), list(word_index)) == (dict, ['z', 'a']) and word_index['z'] == 0
        assert [dataset.sampleTokenIdx() for _ in range(3)] == [5, 6, 5]
        loss, gradient = loss_and_gradient(outside=7, center=a)
        assert type(loss) is np.float64
        return loss, gradient
    """
    table = TableFunction(
        parameters=("center", "outside"),
        key=1,
        keys=(7,),
        expected={0: np.arange(6.0).reshape(2, 3)},
        answers=(np.array([0.25, -1.0]), np.arange(4.0).reshape(2, 2)),
    )
    arguments = (
        Array(value=np.arange(6.0).reshape(2, 3)),
        Number(value=2.0),
        Index(value=3),
        Indices(values=(1, 1, 0)),
        Word(value="hé"),
        Words(values=("a", "b")),
        WordIndex(indices={"z": 0, "a": 1}),
        Sampler(method="sampleTokenIdx", draws=(5, 6)),
        table,
    )
    answer = ask(source, *arguments, outputs=2)
    assert answer.fault is None
    assert answer.outputs[0] == 0.25
    assert list(answer.outputs[1]) == [0.0, 1.0]


def test_the_submissions_own_function_is_an_argument(open_box, call):
    session = open_box("def double(x): return 2 * x\ndef f(x, g): return g(x)")
    mine, nobodys = session.ask([call("f", X, OwnFunction(name=name)) for name in ("double", "nobody")])
    assert list(mine.outputs[0]) == [2.0, 4.0]
    assert (nobodys.fault.kind, nobodys.fault.message) == (FaultKind.MISSING, "there is no function nobody")


def test_numpy_integers_and_floats_in_descriptions_are_pythons_in_the_box(ask):
    answer = ask("def f(n, i): return type(n) is float and type(i) is int", Number(value=np.float64(1)), Index(value=np.int64(2)))
    assert answer.outputs[0]


def test_layout_and_bits_are_kept(ask):
    value = np.asfortranarray(np.array([[np.nan, -0.0, 5e-324], [np.inf, 0.1, 1 / 3]]))
    answer = ask("def f(x): return x", Array(value=value))
    assert answer.outputs[0].tobytes() == np.ascontiguousarray(value).tobytes()
    assert not answer.changed_inputs


@pytest.mark.parametrize(
    ("value", "dtype"),
    [("x.astype('f4')", "f4"), ("x > 1", "b1"), ("[1, 2]", "i8"), ("(x, x)", "f8"), ("np.longdouble(1)", "f8")],
)
def test_types_of_numbers(ask, value, dtype):
    (output,) = ask(f"import numpy as np\ndef f(x): return {value}").outputs
    assert output.dtype == dtype


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("None", "NoneType"),
        ("'0.5'", "str"),
        ("np.array([None])", "ndarray of object"),
        ("x * 1j", "ndarray of complex128"),
        ("type('Yes', (), {'__eq__': lambda *_: True, '__array_ufunc__': lambda *_: True})()", "Yes"),
        ("type('Evil', (), {'__array__': lambda *_: 1 / 0})()", "Evil"),
    ],
)
def test_what_is_no_number_is_a_name(ask, value, name):
    (output,) = ask(f"import numpy as np\ndef f(x): return {value}").outputs
    assert isinstance(output, NotNumeric)
    assert output.type_name == name


@pytest.mark.parametrize(("returned", "count"), [("1.0", 1), ("(1.0, 2.0)", 2), ("[1.0] * 5", 5), ("()", 0), ("None", 1)])
def test_as_many_outputs_as_were_returned(ask, returned, count):
    assert len(ask(f"def f(x): return {returned}", X, outputs=3).outputs) == count


def test_a_subclass_that_lies_is_its_numbers(ask):
    source = """
    import numpy as np
    class Lie(np.ndarray):
        def __eq__(self, other): return True
        def __array_finalize__(self, obj): pass
        def __array_function__(self, *a, **k): return True
        shape = property(lambda self: (7,))
    def f(x): return x.view(Lie)
    """
    (output,) = ask(source).outputs
    assert type(output) is np.ndarray
    assert list(output) == [1.0, 2.0]


def test_inputs_are_fresh_for_every_call(open_box, call):
    session = open_box("kept = []\ndef f(x):\n    kept.append(x)\n    kept[0][:] = 9\n    return x.sum()")
    first, second = session.ask([call("f", X), call("f", X)])
    assert (float(first.outputs[0]), first.changed_inputs) == (18.0, True)
    assert (float(second.outputs[0]), second.changed_inputs) == (3.0, False)
    assert list(X.value) == [1.0, 2.0]


def test_warnings_are_told_and_are_no_errors(ask):
    source = """
    import warnings, numpy as np
    warnings.filterwarnings('error')
    np.seterr(all='raise')
    def f(x):
        warnings.warn('mine')
        return np.log(x * 0), np.exp(x * 1000)
    """
    answer = ask(source, X, outputs=2)
    assert answer.fault is None
    assert [text.partition(" ")[0] for text in answer.warnings] == ["UserWarning:", "RuntimeWarning:", "RuntimeWarning:"]


def test_random_numbers_repeat(open_box, call):
    source = "import random, numpy as np\ndef f(x): return random.random() + np.random.rand() + hash('word') % 97"
    values = {float(a.outputs[0]) for _ in range(2) for a in open_box(source, seed=3).ask([call("f"), call("f")])}
    assert len(values) == 1


def test_a_call_without_arguments_and_no_calls_at_all(open_box):
    session = open_box("def f(): return 1")
    assert session.ask([]) == ()
    (answer,) = session.ask([Call(function="f", arguments=())])
    assert answer.outputs[0] == 1


def test_two_sessions_do_not_swap_answers(open_box, call):
    one, two = (open_box(f"count = [0]\ndef f(x):\n    count[0] += 1\n    return {n} + count[0]") for n in (1000, 2000))
    answers = [float(session.ask([call("f")])[0].outputs[0]) for _ in range(3) for session in (one, two)]
    assert answers == [1001, 2001, 1002, 2002, 1003, 2003]
