"""Hypotheses about wrong values: each names its own mistake, and none that a single case contradicts."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.dictionary_box import parts, play
from tests.support.own_programs import NAIVE, NEGATIVE, OWN, SKIP, spoilt

SEEDS = range(4)


def codes(name, spoil, part, *, seed=1):
    """The best explanation of a part and the further ones, where one function's outputs are spoilt."""
    result = parts(play(spoilt(name, spoil), seed=seed, explanations=100))[part]
    return [d.code for d in (*result.diagnosis, *result.others)]


def unit(g):
    return g / np.linalg.norm(g)


def permuted(G):
    """The first two rows in each other's place."""
    return G[[1, 0, *range(2, len(G))]]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("spoil", "part", "code"),
    [
        (lambda L, g, G, *i: (L, -g, G), "b", "sign-flipped"),
        (lambda L, g, G, *i: (L, 0.25 * g, G), "b", "constant-factor"),
        (lambda L, g, G, *i: (L, -2 * g, G), "b", "constant-factor"),
        (lambda L, g, G, *i: (L, unit(g), G), "b", "normalised"),
        (lambda L, g, G, *i: (L, g * L, G), "b", "varying-factor"),
        (lambda L, g, G, *i: (L - 7, g, G), "a", "constant-offset"),
        (lambda L, g, G, *i: (0.0, g, G), "a", "all-zero"),
        (lambda L, g, G, *i: (L, 0 * g, G), "b", "all-zero"),
        (lambda L, g, G, *i: (L, g[::-1], G), "b", "entries-permuted"),
        (lambda L, g, G, *i: (L, np.roll(g, 1), G), "b", "entries-shifted"),
        (lambda L, g, G, *i: (L, g, np.roll(G, 2, axis=0)), "d", "rows-shifted"),
        (lambda L, g, G, *i: (L, g, permuted(G)), "d", "rows-permuted"),
        (lambda L, g, G, *i: (L, np.r_[g[:-1], 0], G), "b", "only-last-entry"),
        (lambda L, g, G, *i: (L, g, np.c_[G[:, 1], G[:, 1:]]), "d", "only-first-column"),
    ],
)
def test_a_value_is_named(spoil, part, code, seed):
    assert codes(NAIVE, spoil, part, seed=seed)[0] == code


@pytest.mark.parametrize(
    ("spoil", "part", "code"),
    [
        (lambda L, g, G, v, o, U: (L, -g if o else 2 * g, G), "b", "sign-flipped"),
        (lambda L, g, G, v, o, U: (L, 3 * g + 1e-6, G), "b", "constant-factor"),
        (lambda L, g, G, v, o, U: (L, 3 * g if o else g, G), "b", "constant-factor"),
        (lambda L, g, G, v, o, U: (L - 7 - 1e-6 * len(v), g, G), "a", "constant-offset"),
        (lambda L, g, G, v, o, U: (L, unit(g) * (1 + 1e-6), G), "b", "normalised"),
        (lambda L, g, G, v, o, U: (0.0 if o else L, g, G), "a", "all-zero"),
        (lambda L, g, G, v, o, U: (L, g, np.roll(G, 1 if o else 0, axis=0) + 1e-6), "d", "rows-shifted"),
        (lambda L, g, G, v, o, U: (L, g, permuted(np.round(G, 6))), "d", "rows-permuted"),
        (lambda L, g, G, v, o, U: (L, np.r_[g[:-2], 0, 0], G), "b", "only-last-entry"),
    ],
)
def test_what_does_not_fit_every_case_is_not_claimed(spoil, part, code):
    assert code not in codes(NAIVE, spoil, part)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_wrong_entry_is_found_wherever_it_is(seed):
    def spoil(L, g, G, v, o, U):
        G[1, 0] += 1e-3
        return L, g, G

    result = parts(play(spoilt(NAIVE, spoil), seed=seed))["d"]
    assert (result.diagnosis[0].code, result.diagnosis[0].message) == ("single-entry", "everything is right except entry [1, 0]")


@pytest.mark.parametrize(
    ("spoil", "part", "told"),
    [
        (lambda L, g, G, *i: (L, np.sum(g), G), "b", "it is the sum of all entries"),
        (lambda L, g, G, *i: (L, g, G.ravel()), "d", "it holds the right values in one row"),
        (lambda L, g, G, *i: (L, g, G.sum(axis=0)), "d", "it is the sum over the rows"),
        (lambda L, g, G, *i: (L, g, np.mean(G)), "d", "it is the mean of all entries"),
    ],
)
def test_a_wrong_shape_says_what_stands_in_it(spoil, part, told):
    found = parts(play(spoilt(NAIVE, spoil)))[part].diagnosis[0]
    assert (found.code, found.message.endswith(f": {told}")) == ("shape", True)


@pytest.mark.parametrize("part", ["b", "c", "d"])
def test_outputs_in_each_others_place_are_seen_by_their_shapes(part):
    found = parts(play(spoilt(NAIVE, lambda L, g, G, *i: (L, G, g))))[part].diagnosis[0]
    assert found.code == "outputs-swapped"


@pytest.mark.parametrize("part", ["h.U", "h.vc"])
def test_outputs_of_one_shape_in_each_others_place_are_seen_by_their_values(part):
    found = parts(play(spoilt(SKIP, lambda L, g, G, *i: (L, G, g)), explanations=100))[part]
    assert "outputs-swapped" in [d.code for d in (*found.diagnosis, *found.others)]


def test_of_a_shape_nothing_is_said_that_is_not_so():
    found = parts(play(spoilt(NAIVE, lambda L, g, G, *i: (L, np.sum(g) + 1e-6, G))))["b"].diagnosis[0]
    assert found.message == "grad_center has shape (), expected (4,)"


@pytest.mark.parametrize("step", [1e-3, 1e-4, 1e-5, 1e-6])
def test_forward_differences_are_known_by_their_errors(step):
    found = parts(play({**OWN, NAIVE: forward(OWN[NAIVE], step)}))["b"].diagnosis[0]
    assert found.code == "numerical-gradient"
    assert f"forward differences with a step of {step:.2g}" in found.value or step <= 1e-6


@pytest.mark.parametrize("step", [1e-2, 1e-3, 3e-4])
def test_central_differences_are_known_by_their_errors(step):
    part = parts(play({**OWN, NAIVE: central(OWN[NAIVE], step)}))["b"]
    assert (part.diagnosis[0].code, part.verdict.value, part.score) == ("numerical-gradient", "incorrect", 0)
    assert "central differences" in part.diagnosis[0].value


@pytest.mark.parametrize("size", [1e-3, 1e-5, 1e-7])
def test_errors_without_that_pattern_are_no_differences(size):
    def spoil(L, g, G, v, o, U):
        return L, g + size * np.max(np.abs(g)) * np.cos(np.arange(len(g)) + o), G

    assert "numerical-gradient" not in codes(NAIVE, spoil, "b")


def along_each(right, v, o, U, step):
    """The loss a step further along each dimension."""
    return np.array([right(v + step * e, o, U)[0] for e in np.eye(len(v))])


def forward(right, step):
    def naive(v, o, U):
        loss, _, G = right(v, o, U)
        return loss, (along_each(right, v, o, U, step) - loss) / step, G

    return naive


def central(right, step):
    def naive(v, o, U):
        loss, _, G = right(v, o, U)
        return loss, (along_each(right, v, o, U, step) - along_each(right, v, o, U, -step)) / (2 * step), G

    return naive


def swapped(c, context, V, U, loss):
    return OWN[SKIP](c, context, U, V, loss)


def test_a_table_that_is_asked_with_the_wrong_arrays_is_seen():
    found = parts(play({**OWN, SKIP: swapped}, explanations=100))
    assert {found[p].diagnosis[0].code for p in ("h.loss", "h.U", "h.vc")} == {"wrong-vectors"}  # word2vec has a name for it
    assert {d.code for p in ("h.loss", "h.U", "h.vc") for d in found[p].others} >= {"wrong-arguments"}


def test_a_table_that_is_asked_rightly_once_is_not_all_stray():
    def skip(c, context, V, U, loss):
        (L1, g1, G1), (L2, g2, G2) = OWN[SKIP](c, context[:1], V, U, loss), OWN[SKIP](c, context[1:], U, V, loss)
        return L1 + L2, g1 + g2, G1 + G2

    assert "wrong-arguments" not in [d.code for d in parts(play({**OWN, SKIP: skip}))["h.loss"].diagnosis]


def test_further_explanations_stand_apart_and_are_others():
    part = parts(play(spoilt(NEGATIVE, lambda L, g, G, v, o, k, U: (L, g / len(k), G)), explanations=100))["f.vc"]
    (best,) = part.diagnosis
    assert part.others
    assert best.code not in {d.code for d in part.others}
    assert "unknown" not in {d.code for d in part.others}


@pytest.mark.parametrize("where", ["first", "last"])
def test_a_nan_on_one_case_speaks_for_all(where):
    first = []

    def naive(v, o, U):
        L, g, G = OWN[NAIVE](v, o, U)
        first.append(v.tobytes())
        return L, -g * (np.nan if (first[0] == v.tobytes()) == (where == "first") else 1), G

    part = parts(play({**OWN, NAIVE: naive}))["b"]
    assert (part.verdict.value, part.diagnosis[0].code) == ("incorrect", "not-finite")
