"""Follow-ups about exceptions and about the index that skip-gram passes: the same name on every seed, and none without proof."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.dictionary_box import parts, play
from tests.support.own_programs import NAIVE, NEGATIVE, OWN, SKIP

OF_CONTEXT = ("h.loss", "h.U", "h.vc")


def codes(functions, ids, seed=1):
    found = parts(play(functions, seed=seed))
    return {found[i].diagnosis[0].code for i in ids if found[i].diagnosis}


def calling(index, vectors=lambda V, U, c: (V[c], U)):
    """The right skip-gram, which passes `index(i, o, c, context, V)` for the i-th word o of the context."""

    def skip(c, context, V, U, f):
        right = OWN[SKIP]
        numbered = iter(range(len(context)))
        v, matrix = vectors(V, U, c)
        return right(c, context, V, U, lambda _, o, __: f(v, index(next(numbered), o, c, context, V), matrix))

    return {**OWN, SKIP: skip}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("index", [0, 3, 7])
def test_a_constant_index_has_a_name_on_every_seed(index, seed):
    assert codes(calling(lambda i, o, c, w, V: index), OF_CONTEXT, seed) == {"constant-index"}


@pytest.mark.parametrize(
    ("code", "index"),
    [
        ("center-as-outside-word", lambda i, o, c, w, V: c),
        ("position-for-index", lambda i, o, c, w, V: i),
        ("first-word-throughout", lambda i, o, c, w, V: w[0]),
        ("wrong-index", lambda i, o, c, w, V: w[-1]),
        ("wrong-index", lambda i, o, c, w, V: len(V) - 1),
        ("wrong-index", lambda i, o, c, w, V: (o + 1) % len(V)),
        ("wrong-index", lambda i, o, c, w, V: o + 1),
        ("wrong-index", lambda i, o, c, w, V: len(w)),
        ("wrong-index", lambda i, o, c, w, V: -1),
        ("wrong-index", lambda i, o, c, w, V: len(V)),
    ],
)
def test_a_wrong_index_has_a_name(code, index):
    assert codes(calling(index), OF_CONTEXT) == {code}


def test_other_wrong_arguments_are_not_called_a_wrong_index():
    right = lambda i, o, c, w, V: o  # noqa: E731
    assert codes(calling(right, lambda V, U, c: (U[c], U)), OF_CONTEXT) == {"wrong-vectors"}
    assert codes(calling(right, lambda V, U, c: (V[c], V)), OF_CONTEXT) == {"wrong-vectors"}
    assert codes(calling(right, lambda V, U, c: (V[c] + 1, -U)), OF_CONTEXT) == {"wrong-vectors"}
    assert codes(calling(right), OF_CONTEXT) == set()


def test_a_wrong_sum_over_right_calls_is_no_wrong_index():
    def averaged(c, w, V, U, f):
        L, g, G = OWN[SKIP](c, w, V, U, f)
        return L / len(w), g / len(w), G / len(w)

    assert codes({**OWN, SKIP: averaged}, OF_CONTEXT) == {"averaged"}


# --- where it runs --------------------------------------------------------------------------------------------------------


def guarded(name, fits):
    """A right function that raises unless its sizes are as they must be."""

    def function(*inputs):
        shape = inputs[-1].shape if name != SKIP else inputs[2].shape
        if not fits(*shape, *inputs):
            raise ValueError(f"operands could not be broadcast together with shapes {shape}")
        return OWN[name](*inputs)

    return {**OWN, name: function}


@pytest.mark.parametrize(
    ("name", "ids", "fits", "code", "said"),
    [
        (NAIVE, "abcd", lambda V, d, *_: d == 3, "fixed-size", "where d = 3:"),
        (NAIVE, "abcd", lambda V, d, *_: V == 5, "fixed-size", "where V = 5:"),
        (NAIVE, "abcd", lambda V, d, *_: d == 10, "fixed-size", "where d = 10:"),
        (NAIVE, "abcd", lambda V, d, *_: (V, d) == (5, 3), "fixed-size", "where V = 5 and d = 3:"),
        (NAIVE, "abcd", lambda V, d, *_: d == V, "sizes-mixed-up", "where V = d:"),
        (NEGATIVE, ["f.vc", "g"], lambda V, d, *_: d == 3, "fixed-size", "where d = 3:"),
        (NEGATIVE, ["f.vc", "g"], lambda V, d, v, o, k, U: len(k) == 10, "fixed-size", "where K = 10:"),
        (NEGATIVE, ["f.vc", "g"], lambda V, d, v, o, k, U: len(k) == d, "sizes-mixed-up", "where d = K:"),
        (SKIP, ["h.U"], lambda V, d, *_: d == 3, "fixed-size", "where d = 3:"),
        (SKIP, ["h.U"], lambda V, d, *_: (V, d) == (5, 3), "fixed-size", "where V = 5 and d = 3:"),
        (NAIVE, "abcd", lambda V, d, *_: False, "raised", ""),
        (NAIVE, "abcd", lambda V, d, *_: d > 4, "raised", ""),
        (NAIVE, "abcd", lambda V, d, v, o, U: o % 2 == 0, "raised", ""),
        (NAIVE, "abcd", lambda V, d, v, o, U: v[0] > 0, "raised", ""),
        (NEGATIVE, ["f.vc"], lambda V, d, v, o, k, U: V == 4, "raised", ""),
        (NEGATIVE, ["f.vc"], lambda V, d, v, o, k, U: len(k) + 1 == V, "raised", ""),
        (NEGATIVE, ["f.vc"], lambda V, d, v, o, k, U: len(k) == len(set(k)) == 6, "raised", ""),
    ],
)
def test_sizes_are_named_only_if_they_decide_on_every_case(name, ids, fits, code, said):
    found = parts(play(guarded(name, fits)))
    diagnoses = {found[i].diagnosis[0] for i in ids}
    assert {d.code for d in diagnoses} == {code}
    assert all(said in d.message and "ValueError: operands could" in d.message for d in diagnoses)
    assert {found[i].verdict.value for i in ids} == {"error"}


def test_what_runs_but_is_wrong_at_the_fixed_size_is_named_too():
    def function(v, o, U):
        if len(v) != 3:
            raise ValueError("shapes (3,) and (4,) not aligned")
        L, g, G = OWN[NAIVE](v, o, U)
        return L, -g, G

    found = parts(play({**OWN, NAIVE: function}))
    assert "it runs only where d = 3" in found["b"].diagnosis[0].message


def test_a_plain_exception_says_the_sizes_that_met():
    found = parts(play(guarded(NAIVE, lambda *_: False)))
    assert found["a"].diagnosis[0].hint == "Here V = 7, d = 4: which shape is not what you expect?"


# --- plain numbers --------------------------------------------------------------------------------------------------------


def test_a_sigmoid_that_needs_an_array_loses_nothing_and_is_told():
    def sigmoid(x):
        return np.array([OWN["sigmoid"](x[i]) for i in range(len(x))])

    result = play({**OWN, "sigmoid": sigmoid})
    assert result.score == 100
    assert [r.code for r in result.remarks] == ["fails-on-number"]
    assert not play(OWN).remarks
