"""Follow-up questions: what a wrong submission is asked again, and that a right one is not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from grader import catalogue, grading, runner
from grader.grading import followups
from grader.model import Policy, Submission, Verdict
from grader.sandbox import Box, Limits
from reference.word2vec import functions
from tests.support.dictionary_box import answer, parts, play
from tests.support.own_programs import NAIVE, NEGATIVE, OWN, SKIP, spoilt

WORD2VEC = catalogue.load("word2vec")


def converse(functions, assignment=WORD2VEC, seed=1):
    """The result, and the names of the processes that were asked."""
    conversation = grading.grade(grading.prepare(assignment, seed=seed), "me")
    question, asked = next(conversation), []
    while True:
        asked.append(question.process)
        try:
            question = conversation.send(answer(functions, question))
        except StopIteration as end:
            return end.value, asked


def code(result, part):
    return parts(result)[part].diagnosis[0].code


def test_of_a_right_submission_nothing_more_is_asked():
    """Nothing but the load, the exam and extreme inputs, all in one process."""
    result, asked = converse(OWN)
    assert result.score == 100
    assert [name.split(" ")[0] for name in asked] == ["ordinary"] * 3
    assert {(p.case, p.consistent_with_own_loss, p.others) for p in result.parts} == {(None, None, ())}


def test_every_follow_up_is_registered():
    files = {path.stem for path in Path(followups.__file__).parent.glob("*.py")} - {"__init__", "state"}
    registered = [followup.__name__.rpartition(".")[2] for followup in followups.FOLLOWUPS]
    assert sorted(registered) == sorted(files)


# --- memory ---------------------------------------------------------------------------------------------------------------


def test_a_function_that_is_right_once_depends_on_earlier_calls():
    calls = []

    def naive(v, o, U):
        L, g, G = OWN[NAIVE](v, o, U)
        calls.append(g)
        return L, g if len(calls) == 1 or np.array_equal(calls[-1], calls[0]) else g + calls[-2][0], G

    def fresh(question):
        if question.process != "ordinary":
            calls.clear()  # as in another process
        return answer({**OWN, NAIVE: naive}, question)

    conversation = grading.grade(grading.prepare(WORD2VEC, seed=1), "me")
    question, result = next(conversation), None
    while result is None:
        try:
            question = conversation.send(fresh(question))
        except StopIteration as end:
            result = end.value
    assert code(result, "b") == "depends-on-earlier-calls"


def test_a_function_that_is_wrong_whatever_came_before_does_not():
    result, asked = converse(spoilt(NAIVE, lambda L, g, G, v, o, U: (L, g + 1e-3 * np.cos(g), G)))
    assert f"another order {NAIVE}".replace(NAIVE, "naive_softmax") in asked
    assert code(result, "b") != "depends-on-earlier-calls"


# --- own loss -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "spoil", "parts_of", "consistent"),
    [
        (NAIVE, lambda L, g, G, *i: (2 * L, 2 * g, 2 * G), ("b", "c", "d"), True),
        (NAIVE, lambda L, g, G, *i: (-L, -g, -G), ("b", "c", "d"), True),
        (NAIVE, lambda L, g, G, *i: (-L, g, G), ("b", "c", "d"), False),
        (NAIVE, lambda L, g, G, *i: (L, -g, G), ("b",), False),
        (NAIVE, lambda L, g, G, *i: (L, -g, G), ("c", "d"), None),  # right, and of a right loss
        (NAIVE, lambda L, g, G, *i: (L + 3, 2 * g, G), ("c", "d"), True),
        (NAIVE, lambda L, g, G, *i: (0.0, 0 * g, 0 * G), ("b", "d"), None),
        (NEGATIVE, lambda L, g, G, *i: (3 * L, 3 * g, 3 * G), ("f.vc", "f.uo", "f.uk", "g"), True),
        (NEGATIVE, lambda L, g, G, *i: (3 * L, g, G), ("f.vc", "f.uo", "f.uk", "g"), False),
        (SKIP, lambda L, g, G, *i: (3 * L, g, G), ("h.U", "h.vc"), None),
    ],
)
def test_whether_a_gradient_is_that_of_the_own_loss(name, spoil, parts_of, consistent):
    found = parts(converse(spoilt(name, spoil))[0])
    assert {found[p].consistent_with_own_loss for p in parts_of} == {consistent}


def test_the_derivative_of_the_own_sigmoid_is_compared_with_it():
    twice = {**OWN, "sigmoid": lambda x: 2 * OWN["sigmoid"](x), "sigmoid_gradient": lambda x: 2 * OWN["sigmoid_gradient"](x)}
    assert parts(converse(twice)[0])["e"].consistent_with_own_loss is True
    twice["sigmoid_gradient"] = lambda x: 3 * OWN["sigmoid_gradient"](x)
    assert parts(converse(twice)[0])["e"].consistent_with_own_loss is False


def test_a_consistent_pair_earns_nothing_by_itself_and_by_policy_only_with_a_named_loss():
    half = replace(WORD2VEC, policy=Policy(named_loss=Fraction(1, 2)))

    def negated(v, o, U):
        L, g, G = OWN[NAIVE](v, o, U)
        return -L, -g, -G

    def odd(v, o, U):  # consistent too, but nothing that has a name
        L, g, G = OWN[NAIVE](v, o, U)
        return L * L, 2 * L * g, 2 * L * G

    scores = {}
    for name, assignment, naive in (("default", WORD2VEC, negated), ("named", half, negated), ("odd", half, odd)):
        found = parts(converse({**OWN, NAIVE: naive}, assignment)[0])
        assert found["b"].consistent_with_own_loss is True
        scores[name] = found["b"].score
    assert scores == {"default": 0, "named": Fraction(15, 2), "odd": 0}


def test_a_share_may_be_given_to_a_wrong_value_by_its_name():
    kind = replace(WORD2VEC, policy=Policy(incorrect={"sign-flipped": Fraction(1, 3)}))
    spoil = spoilt(NAIVE, lambda L, g, G, *i: (L, -g, G))
    found = {name: parts(converse(spoil, a)[0])["b"] for name, a in (("default", WORD2VEC), ("kind", kind))}
    assert {name: (p.verdict.value, p.score) for name, p in found.items()} == {
        "default": ("incorrect", 0),
        "kind": ("incorrect", 5),
    }


# --- own layout -----------------------------------------------------------------------------------------------------------


def naive_in_columns(v, o, U):
    L, g, G = OWN[NAIVE](v, o, U.T)
    return L, g, G.T


def test_words_in_columns_throughout_are_recognised():
    found = parts(converse({**OWN, NAIVE: naive_in_columns})[0])
    assert {p: found[p].diagnosis[0].code for p in ("b", "c", "d")} == dict.fromkeys("bcd", "own-layout")


def test_a_wrong_function_in_columns_is_not_called_right():
    def wrong(v, o, U):
        L, g, G = naive_in_columns(v, o, U)
        return L, -g, G

    assert "own-layout" not in {d.code for p in converse({**OWN, NAIVE: wrong})[0].parts for d in p.diagnosis}


def test_functions_that_fit_each_other_but_not_the_interface_are_recognised():
    def naive(v, o, U):  # returns its gradients the other way round
        L, g, G = OWN[NAIVE](v, o, U)
        return L, G, g

    def skip(c, context, V, U, loss):
        def in_order(*pair):
            L, G, g = loss(*pair)
            return L, g, G

        return OWN[SKIP](c, context, V, U, in_order)

    found = parts(converse({**OWN, NAIVE: naive, SKIP: skip})[0])
    assert {found[p].diagnosis[0].code for p in ("h.U", "h.vc")} == {"own-layout"}
    assert "end to end" in found["h.U"].diagnosis[0].message


# --- what no part pays for ------------------------------------------------------------------------------------------------


def test_nothing_is_said_of_what_no_part_pays_for_where_it_is_right():
    assert "not-judged" not in {r.code for r in play(OWN).remarks}


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda L, g, G, v, o, k, U: (L + (len(set(k)) < len(k)), g, G), "loss is wrong with"),
        (lambda L, g, G, v, o, k, U: (L, g * (1 + (len(set(k)) < len(k))), G), "grad_center is wrong with"),
    ],
)
def test_what_is_wrong_though_no_part_pays_for_it_is_said(spoil, what):
    result = play(spoilt(NEGATIVE, spoil))
    (told,) = [r.message for r in result.remarks if r.code == "not-judged"]
    assert result.score == 100
    assert what in told


def test_what_is_wrong_anyhow_is_not_said_twice():
    result = play(spoilt(NEGATIVE, lambda L, g, G, *i: (-L, g, G)))
    assert "not-judged" not in {r.code for r in result.remarks}


# --- not derived ----------------------------------------------------------------------------------------------------------

DIFFERENCED = b"""
import numpy as np
from right import *
from right import naive_softmax_loss_and_gradient as right

def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    loss, derived, outside = right(center_vector, outside_index, outside_vectors)
    h = 1e-5
    checked = np.array([
        (right(center_vector + h * e, outside_index, outside_vectors)[0]
         - right(center_vector - h * e, outside_index, outside_vectors)[0]) / (2 * h)
        for e in np.eye(len(center_vector))
    ])
    assert np.allclose(checked, derived, atol=1e-4)
    return loss, RETURNED, outside
"""
RIGHT = Path(functions.__file__).read_bytes()


@pytest.mark.parametrize(
    ("returned", "share", "verdict", "score"),
    [
        (b"derived", Fraction(0), "correct", 15),
        (b"checked", Fraction(0), "incorrect", 0),
        (b"checked", Fraction(1, 3), "incorrect", 5),
    ],
)
def test_who_checks_the_gradient_has_derived_it_and_who_returns_the_check_has_not(returned, share, verdict, score):
    assignment = replace(WORD2VEC, policy=Policy(incorrect={"numerical-gradient": share}))
    files = {"word2vec.py": DIFFERENCED.replace(b"RETURNED", returned), "right.py": RIGHT}
    with Box(limits=Limits(), isolation="none") as box:
        result = runner.run_one(grading.prepare(assignment, seed=1), box, Submission(id="me", files=files)).result
    part = parts(result)["b"]
    assert (part.verdict.value, part.score) == (verdict, score)
    assert [d.code for d in part.diagnosis] == (["numerical-gradient"] if returned == b"checked" else [])
    assert {p.verdict.value for p in result.parts if p.id != "b"} == {"correct"}


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


def test_a_wrong_sigmoid_is_paid_for_once():
    there = {**OWN, "sigmoid": lambda x: 1 / (1 + np.exp(x))}

    def negative(v, o, samples, U):
        words = np.array([o, *samples])
        signs = np.array([1] + [-1] * len(samples))
        s = there["sigmoid"](signs * (U[words] @ v))
        G = np.zeros_like(U)
        np.add.at(G, words, np.outer(signs * (s - 1), v))
        return -np.sum(np.log(s)), (signs * (s - 1)) @ U[words], G

    there[NEGATIVE] = negative
    result = play(there)
    found = parts(result)
    assert (found["e"].verdict, found["e"].score) == (Verdict.PARTIAL, 5)
    carried = {p: part.replaced for p, part in found.items() if part.carried_forward}
    assert carried == dict.fromkeys(("f.loss", "f.vc", "f.uo", "f.uk", "g"), "sigmoid")
    assert result.score == 95


# --- ignored callback -----------------------------------------------------------------------------------------------------


def test_a_skip_gram_that_ignores_its_loss_function_is_told_so():
    def skip(c, context, V, U, loss):
        return functions.skip_gram_loss_and_gradient(c, context, V, U, functions.naive_softmax_loss_and_gradient)

    found = parts(play({**OWN, SKIP: skip}))
    assert [found[p].diagnosis[0].code for p in ("h.loss", "h.U", "h.vc")] == ["ignores-loss-function"] * 3
    assert found["h.vw"].verdict is Verdict.CORRECT


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


# --- extreme inputs -------------------------------------------------------------------------------------------------------


def test_extreme_inputs_are_worth_a_remark_and_no_point():
    def overflows(x):
        with np.errstate(all="ignore"):
            return np.exp(x) / (1 + np.exp(x))

    result = play({**OWN, "sigmoid": overflows})
    assert result.score == 100
    assert [(r.code, r.message.split()[0]) for r in result.remarks] == [("overflow", "sigmoid")]
    assert play(OWN).remarks == ()
