"""Odd but right, nearly right, and wrong only somewhere: over many seeds, with a dictionary in the box's place."""

from __future__ import annotations

import numpy as np
import pytest

from grader import catalogue, grading
from grader.grading import wrong_value
from grader.model import Answer, Verdict
from reference.word2vec import functions
from reference.word2vec.cases import LARGEST_LOGIT, LEAST_LOSS
from tests.support.dictionary_box import parts, play, verdicts

WORD2VEC = catalogue.load("word2vec")
NAIVE = "naive_softmax_loss_and_gradient"
NEGATIVE = "negative_sampling_loss_and_gradient"
SKIP = "skip_gram_loss_and_gradient"
OWN = {f.reference.__name__: f.reference for f in WORD2VEC.functions}
SEEDS = range(12)


# --- inputs ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(25))
def test_graded_inputs_are_fair(seed):
    for case in WORD2VEC.draw(seed):
        i = case.inputs
        if "center_vector" in i:
            logits = i["outside_vectors"] @ i["center_vector"]
            used = logits[[i["outside_index"], *i["negative_indices"]]] if "negative_indices" in i else logits
            assert np.max(np.abs(used)) <= LARGEST_LOGIT
            outputs = WORD2VEC.function(case.function).evaluate(i)
            assert outputs["loss"] > LEAST_LOSS
            assert i["outside_index"] not in i.get("negative_indices", ())
        if case.group == "distinct":
            assert len(set(i["negative_indices"])) == len(i["negative_indices"])
        if case.group == "repeated":
            assert len(set(i["negative_indices"])) < len(i["negative_indices"])


def test_graded_inputs_hold_what_the_contract_asks_for():
    for seed in SEEDS:
        cases = WORD2VEC.draw(seed)
        negative = [c.inputs for c in cases if c.function == "negative_sampling"]
        last = [i["outside_index"] == len(i["outside_vectors"]) - 1 for i in negative]
        places = {
            "first" if i["outside_index"] == 0 else "last" if at else "middle" for i, at in zip(negative, last, strict=True)
        }
        assert places == {"first", "last", "middle"}
        assert any(0 < i["outside_index"] < min(i["negative_indices"]) for i in negative)
        assert any(len(i["negative_indices"]) > 5 for i in negative)
        assert any(i["negative_indices"].count(k) == 3 for i in negative for k in i["negative_indices"])
        contexts = [(c.inputs["center_index"], c.inputs["outside_indices"]) for c in cases if c.function == "skip_gram"]
        assert {len(context) for _, context in contexts} >= {1, 2, 4, 6}
        assert any(c in context for c, context in contexts)
        assert any(len(set(context)) < len(context) for _, context in contexts)
        assert any(0.0 in c.inputs["x"] for c in cases if c.function == "sigmoid")


def test_which_words_are_drawn_differs_from_seed_to_seed():
    drawn = {tuple(c.inputs["outside_index"] for c in WORD2VEC.draw(seed) if c.function == "naive_softmax") for seed in SEEDS}
    assert len(drawn) > len(SEEDS) / 2


def _with_mistake(exam, mistake):
    """The verdicts of each piece that a mistake can spoil, case by case, for a file that is right but for it."""
    outputs = exam.assignment.function(mistake.function).outputs
    for piece in exam.assignment.part(mistake.part).pieces:
        if (piece.function, piece.output) == (mistake.function, mistake.output):
            cases = exam.of(piece.function, piece.group)
            answers = {
                c.number: Answer(
                    outputs=tuple(wrong_value(mistake, c) if n == piece.output else exam.expected[c.number][n] for n in outputs)
                )
                for c in cases
            }
            yield {f.verdict for f in grading.judge(exam, piece, cases, answers)}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", catalogue.names())
def test_every_mistake_loses_its_piece_and_says_what_it_needs_to_show(name, seed):
    exam = grading.prepare(catalogue.load(name), seed=seed)
    for mistake in exam.assignment.mistakes:
        spoilt = [verdicts for verdicts in _with_mistake(exam, mistake) if verdicts != {Verdict.CORRECT}]
        assert spoilt, f"{mistake.part}: {mistake.code} passes"
        hidden = any(Verdict.CORRECT in verdicts for verdicts in spoilt)
        assert mistake.needs or not hidden, f"{mistake.part}: {mistake.code} does not show on every case, and does not say why"


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


# --- carried forward ------------------------------------------------------------------------------------------------------


def leaning(sigmoid):
    """A file whose derivative and negative sampling look its sigmoid up in the live dictionary."""
    there = dict(OWN)
    if sigmoid is None:
        del there["sigmoid"]
    else:
        there["sigmoid"] = sigmoid

    def negative(v, o, samples, U):
        words = [o, *samples]
        signs = np.array([1] + [-1] * len(samples))
        s = np.asarray(there["sigmoid"](list(signs * (U[words] @ v))))
        G = np.zeros_like(U)
        np.add.at(G, words, np.outer(signs * (s - 1), v))
        return -np.sum(np.log(s)), (signs * (s - 1)) @ U[words], G

    there["sigmoid_gradient"] = lambda x: there["sigmoid"](x) * (1 - there["sigmoid"](x))
    there[NEGATIVE] = negative
    return there


def refuses(x):
    raise ValueError("no")


@pytest.mark.parametrize(
    ("sigmoid", "e"), [(None, "missing"), (refuses, "error"), (lambda x: 0.9 / (1 + np.exp(-np.array(x))), "partial")]
)
def test_a_sigmoid_that_is_missing_raises_or_is_wrong_costs_its_own_points(sigmoid, e):
    result = play(leaning(sigmoid))
    found = parts(result)
    assert (found["e"].verdict.value, float(result.score)) == (e, 95.0)
    assert {p for p, part in found.items() if part.carried_forward} == {"e", "f.loss", "f.vc", "f.uo", "f.uk", "g"}


def test_a_sigmoid_that_is_odd_but_used_consistently_stays_as_it_is():
    there = leaning(lambda x: 1 / (1 + np.exp(np.array(x))))  # sigma(-x), and the file knows it

    def negative(v, o, samples, U):
        s_o, s_k = there["sigmoid"](-(U[o] @ v)), there["sigmoid"](-(U[list(samples)] @ v))
        G = np.zeros_like(U)
        G[o] = (s_o - 1) * v
        np.add.at(G, list(samples), s_k[:, None] * v)
        return -np.log(s_o) - np.sum(np.log(1 - s_k)), (s_o - 1) * U[o] + s_k @ U[list(samples)], G

    there[NEGATIVE] = negative
    found = parts(play(there))
    assert {found[p].verdict for p in ("f.loss", "f.vc", "f.uo", "f.uk", "g")} == {Verdict.CORRECT}
    assert not any(found[p].carried_forward for p in ("f.loss", "f.vc", "f.uo", "f.uk", "g"))


# --- second looks and words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("instead", [functions.naive_softmax_loss_and_gradient, lambda v, o, U: (1.0, U[o], np.outer(U @ v, v))])
def test_whoever_ignores_the_given_function_is_told_so_whatever_is_used_instead(instead):
    def skip(c, context, V, U, f):
        return functions.skip_gram_loss_and_gradient(c, context, V, U, instead)

    found = parts(play({**OWN, SKIP: skip}))
    assert [found[p].diagnosis[0].code for p in ("h.loss", "h.U", "h.vc")] == ["ignores-loss-function"] * 3


def test_who_uses_the_given_function_wrongly_is_not_said_to_ignore_it():
    def skip(c, context, V, U, f):
        loss, gV, gU = functions.skip_gram_loss_and_gradient(c, context, V, U, f)
        return loss, gV, 3 * gU

    assert parts(play({**OWN, SKIP: skip}))["h.U"].diagnosis[0].code == "constant-factor"


def test_extreme_inputs_are_worth_a_remark_and_no_point():
    def overflows(x):
        with np.errstate(all="ignore"):
            return np.exp(x) / (1 + np.exp(x))

    result = play({**OWN, "sigmoid": overflows})
    assert result.score == 100
    assert [(r.code, r.message.split()[0]) for r in result.remarks] == [("overflow", "sigmoid")]
    assert play(OWN).remarks == ()


def test_no_hint_gives_a_formula_away():
    for assignment in map(catalogue.load, catalogue.names()):
        for mistake in assignment.mistakes:
            assert not any(word in mistake.hint for word in ("yhat -", "- y", "sigma(", "U^T", "(1 -", "np."))


def test_a_near_miss_of_a_name_is_pointed_out():
    there = {name.replace("naive_softmax", "naive_softmaks"): f for name, f in OWN.items()}
    assert parts(play(there))["a"].diagnosis[0].message == f"there is no {NAIVE}; did you mean naive_softmaks_loss_and_gradient?"
