"""Outputs that are odd but right, nearly right, or wrong only somewhere, over many seeds."""

from __future__ import annotations

import numpy as np
import pytest

from grader.judging.judge import describe_fault
from grader.model import Fault, FaultKind, Verdict
from reference.word2vec import functions
from tests.support.dictionary_box import parts, play, verdicts
from tests.support.own_programs import NAIVE, NEGATIVE, OWN, SKIP, spoilt

SEEDS = range(12)


# --- right ----------------------------------------------------------------------------------------------------------------


def loops(v, o, U):
    scores = [sum(float(a) * float(b) for a, b in zip(row, v, strict=True)) for row in U]
    total = sum(np.exp(s) for s in scores)
    yhat = [np.exp(s) / total for s in scores]
    G = [[(yhat[w] - (w == o)) * x for x in v] for w in range(len(U))]
    g = [sum((yhat[w] - (w == o)) * U[w][j] for w in range(len(U))) for j in range(len(v))]
    return -np.log(yhat[o]), g, G


def transformed(transform):
    return lambda v, o, U: tuple(map(transform, functions.naive_softmax_loss_and_gradient(v, o, U)))


def one_minus_sigma(v, o, samples, U):
    s_o, s_k = 1 / (1 + np.exp(-U[o] @ v)), 1 / (1 + np.exp(-U[list(samples)] @ v))
    G = np.zeros_like(U)
    G[o] = (s_o - 1) * v
    np.add.at(G, list(samples), s_k[:, None] * v)
    return -np.log(s_o) - np.sum(np.log(1 - s_k)), (s_o - 1) * U[o] + s_k @ U[list(samples)], G


RIGHT = {
    "loops and lists": {NAIVE: loops},
    "Fortran order": {NAIVE: transformed(np.asfortranarray)},
    "big-endian": {NAIVE: transformed(lambda x: np.asarray(x).astype(">f8"))},
    "long double": {NAIVE: transformed(np.longdouble)},
    "float32 at the end": {NAIVE: transformed(np.float32)},
    "log of one minus sigmoid": {NEGATIVE: one_minus_sigma},
    "float32 throughout": {
        NEGATIVE: lambda v, o, k, U: one_minus_sigma(v.astype(np.float32), o, k, U.astype(np.float32)),
        SKIP: lambda c, context, V, U, f: functions.skip_gram_loss_and_gradient(
            c, context, V.astype(np.float32), U.astype(np.float32), f
        ),
    },
}


@pytest.mark.parametrize("name", RIGHT)
def test_another_way_of_being_right_is_right(name):
    for seed in SEEDS:
        wrong = {part: v for part, v in verdicts(play({**OWN, **RIGHT[name]}, seed=seed)).items() if v != "correct"}
        assert wrong == {}, f"seed {seed}"


def test_negative_sampling_in_float32_inside_is_right_or_partial_never_incorrect():
    def inside(v, o, samples, U):
        loss, g, G = one_minus_sigma(v.astype(np.float32), o, samples, U.astype(np.float32))
        return np.float64(loss), g.astype(np.float64) * (1 + 1e-12), G.astype(np.float64) * (1 + 1e-12)

    for seed in SEEDS:
        assert set(verdicts(play({**OWN, NEGATIVE: inside}, seed=seed)).values()) <= {"correct", "partial"}


# --- wrong somewhere ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "where",
    [
        lambda v, o, U: o == 0,
        lambda v, o, U: o == len(U) - 1,
        lambda v, o, U: len(U) == len(v),
        lambda v, o, U: len(U) == 11,
        lambda v, o, U: np.max(np.abs(U @ v)) < 0.01,
        lambda v, o, U: np.max(np.abs(U @ v)) > 4,
    ],
)
def test_what_is_wrong_only_somewhere_is_wrong(where):
    def naive(v, o, U):
        loss, g, G = functions.naive_softmax_loss_and_gradient(v, o, U)
        return (loss, g * (1 + 1e-6), G) if where(v, o, U) else (loss, g, G)

    for seed in SEEDS:
        # at large logits float32 may lose as much as that: then it is called partial
        assert verdicts(play({**OWN, NAIVE: naive}, seed=seed))["b"] != "correct"


KEYS = {
    "sizes": lambda v, o, U: U.shape,
    "the outside word": lambda v, o, U: o,
    "sizes and the outside word": lambda v, o, U: (o, U.shape),
    "the center vector": lambda v, o, U: v.tobytes(),
    "the outside vectors": lambda v, o, U: U.tobytes(),
    "nothing": lambda v, o, U: 0,
}


@pytest.mark.parametrize("key", KEYS)
def test_what_is_kept_from_an_earlier_call_is_wrong(key):
    for seed in SEEDS:
        kept = {}

        def naive(v, o, U, kept=kept):
            loss, g, G = functions.naive_softmax_loss_and_gradient(v, o, U)
            old = kept.setdefault(KEYS[key](v, o, U), g)
            return loss, old if old.shape == g.shape else g, G

        assert verdicts(play({**OWN, NAIVE: naive}, seed=seed))["b"] == "incorrect"


def test_one_entry_off_by_a_millionth_is_wrong_and_is_found():
    def naive(v, o, U):
        loss, g, G = functions.naive_softmax_loss_and_gradient(v, o, U)
        G[0, 0] += 1e-6 * np.abs(G).max()
        return loss, g, G

    for seed in SEEDS:
        found = parts(play({**OWN, NAIVE: naive}, seed=seed))["d"]
        assert (found.verdict, found.diagnosis[0].code) == (Verdict.INCORRECT, "single-entry")


# --- layouts and shapes ---------------------------------------------------------------------------------------------------


def columns(v, o, U):
    loss, g, G = functions.naive_softmax_loss_and_gradient(v, o, U)
    return loss, g, G.T


def columns_where_square(v, o, U):
    loss, g, G = functions.naive_softmax_loss_and_gradient(v, o, U)
    return loss, g, G.T if len(U) == len(v) else G


@pytest.mark.parametrize(("naive", "c", "d"), [(columns, "correct", "partial"), (columns_where_square, "correct", "partial")])
def test_the_layout_is_read_case_by_case(naive, c, d):
    found = verdicts(play({**OWN, NAIVE: naive}))
    assert (found["c"], found["d"]) == (c, d)


def test_rows_other_than_c_count_only_where_row_c_is_there():
    def skip(c, context, V, U, f):
        loss, gV, gU = functions.skip_gram_loss_and_gradient(c, context, V, U, f)
        return loss, 0 * gV, gU

    found = parts(play({**OWN, SKIP: skip}))
    assert (found["h.vw"].verdict, found["h.vw"].diagnosis[0].code) == (Verdict.INCORRECT, "nothing-there")


def test_a_wrong_piece_beside_a_nearly_right_one_is_incorrect():
    def naive(v, o, U):
        loss, g, G = functions.naive_softmax_loss_and_gradient(v, o, U)
        row = G[o] * (1 + 1e-8)
        G = -G
        G[o] = row
        return loss, g, G

    found = parts(play({**OWN, NAIVE: naive}))["c"]
    assert (found.verdict, float(found.score)) == (Verdict.INCORRECT, 2.5)


# --- other checks ----------------------------------------------------------------------------------------------------------


def test_a_near_miss_of_a_name_is_pointed_out():
    there = {name.replace("naive_softmax", "naive_softmaks"): f for name, f in OWN.items()}
    assert parts(play(there))["a"].diagnosis[0].message == f"there is no {NAIVE}; did you mean naive_softmaks_loss_and_gradient?"


def test_a_whole_answer_in_float32_is_right():
    narrow = {
        name: lambda *inputs, f=f: (
            tuple(np.asarray(x, np.float32) for x in f(*inputs)) if "loss" in f.__name__ else np.float32(f(*inputs))
        )
        for name, f in OWN.items()
    }
    assert set(verdicts(play(narrow)).values()) == {"correct"}


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.bool_])
def test_an_array_that_is_far_too_large_is_wrong_by_its_shape(dtype):
    result = play(spoilt(NAIVE, lambda L, g, G, v, o, U: (L, np.ones((70, *G.shape), dtype), G)))
    assert verdicts(result) == dict.fromkeys(verdicts(result), "correct") | {"b": "incorrect"}
    assert [d.code for d in parts(result)["b"].diagnosis] == ["shape"]
    assert parts(result)["b"].diagnosis[0].message == "grad_center has shape (70, 7, 4), expected (4,)"


@pytest.mark.parametrize("shape", [(1,), (1, 1)])
def test_a_loss_of_one_number_in_an_array_is_right_with_a_remark(shape):
    result = play(spoilt(NAIVE, lambda L, g, G, v, o, U: (np.reshape(L, shape), g, G)))
    assert verdicts(result)["a"] == "correct"
    assert [remark.code for remark in result.remarks] == ["loss-shape"]


def test_a_row_that_must_stay_zero_must_be_exactly_zero():
    def spoil(L, g, G, v, o, k, U):
        untouched = next(w for w in range(len(U)) if w not in {o, *k})
        G[untouched] = 1e-300
        return L, g, G

    assert verdicts(play(spoilt(NEGATIVE, spoil)))["f.uk"] == "incorrect"


def test_a_wrong_number_of_values_is_an_error():
    found = parts(play({**OWN, NAIVE: lambda v, o, U: (0.0, v)}))["b"]
    assert (found.verdict, found.diagnosis[0].code) == (Verdict.ERROR, "outputs")
    for returned, words in ((np.arange(3.0), "one value was"), (None, "nothing was")):
        found = parts(play({**OWN, NAIVE: lambda v, o, U, returned=returned: returned}))["b"]
        assert found.diagnosis[0].message.startswith(words)


REFUSED = "only 0-dimensional arrays can be converted to Python scalars"


@pytest.mark.parametrize(
    ("error", "message", "code"),
    [
        ("TypeError", REFUSED, "array-as-number"),
        ("ValueError", f"setting an array element with a sequence. ({REFUSED})", "array-as-number"),
        ("TypeError", "only length-1 arrays can be converted to Python scalars", "raised"),
        ("ValueError", "setting an array element with a sequence.", "raised"),
    ],
)
def test_an_array_where_numpy_needs_a_number_is_named(error, message, code):
    """In the words of NumPy 2.4 and later; the words of earlier versions are of a larger array, which is a mistake in each."""
    fault = Fault(kind=FaultKind.RAISED, error=error, message=message, file="word2vec.py", line=3)
    diagnosis = describe_fault(fault)
    assert (diagnosis.code, diagnosis.where) == (code, "word2vec.py line 3")
    assert (".item()" in diagnosis.hint) == (code == "array-as-number")
