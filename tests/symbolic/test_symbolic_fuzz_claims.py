"""Random claims: a formula against itself after a few moves, right and wrong ones. What is proved is never false."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import sympy as sp

from grader.symbolic import delta, equation, exp, log, prove, sigma, tanh
from grader.symbolic.language import IndexSum, Sigma
from grader.symbolic.proof import compare
from tests.symbolic.attacks import DISTINCT, NO_O, OTHER, K, V, a, b, l, o, p, s, samples, t, words, y

pytestmark = pytest.mark.no_cover  # many runs of the same lines, which other tests measure

CLAIMS = 80
FACTS: tuple[tuple[Any, ...], ...] = ((), (OTHER,), (DISTINCT,), (NO_O,))


def formula(draw: random.Random, depth: int, here: Sequence[Any], drawn: Sequence[Any]) -> Any:
    """A formula of the words `here` and of the samples `drawn`."""

    def word() -> Any:
        return draw.choice([*here, *(s[k] for k in drawn)])

    def inside() -> Any:
        return formula(draw, depth - 1, here, drawn)

    leaves: list[Callable[[], Any]] = [
        *(
            lambda: a[word()],
            lambda: b[word()],
            lambda: t,
            lambda: y,
            lambda: V,
            lambda: K,
            lambda: sp.Integer(draw.randint(-2, 2)),
        ),
        *(lambda: delta(word(), word()), lambda: samples(lambda k: delta(s[k], word()))),
    ]
    nodes: list[Callable[[], Any]] = [
        *(lambda: inside() + inside(), lambda: inside() * inside(), lambda: inside() - inside(), lambda: 1 / inside()),
        *(lambda: exp(inside()), lambda: sigma(inside()), lambda: tanh(inside()), lambda: 1 / (1 + exp(inside()))),
        *(lambda: log(1 + exp(inside())), lambda: log(1 - sigma(inside())), lambda: log(V * exp(inside()) * inside() ** 2)),
        lambda: words(lambda x: formula(draw, depth - 1, [*here, x], drawn)),
        lambda: samples(lambda k: formula(draw, depth - 1, here, [*drawn, k])),
    ]
    return draw.choice(leaves if depth == 0 or draw.random() < 0.15 else nodes)()


def moves(draw: random.Random, e: Any) -> list[Callable[[], Any]]:
    """Ways to write a node otherwise, of which some are wrong."""
    x = e.args[0]
    match e:
        case Sigma():
            right = [
                lambda: 1 / (1 + exp(-x)),
                lambda: 1 - sigma(-x),
                lambda: exp(x) / (1 + exp(x)),
                lambda: (1 + tanh(x / 2)) / 2,
            ]
            return [*right, lambda: sigma(-x), lambda: 1 / (1 + exp(x))]
        case sp.log():
            right = [lambda: -log(1 / x), lambda: log(2 * x) - log(2), lambda: log(x * exp(t)) - t, lambda: log(x / V) + log(V)]
            return [*right, lambda: log(x**2) / 2, lambda: log(x * t) - log(t), lambda: log(-x), lambda: log(x) + delta(o, p)]
        case sp.exp():
            return [lambda: 1 / exp(-x), lambda: exp(x + log(K)) / K, lambda: exp(x / 2) ** 2, lambda: exp(-x)]
        case IndexSum():
            one = e.body.xreplace({e.index: o if e.index.sort == o.sort else l})
            right = [lambda: IndexSum(moved(draw, e.body), e.index), lambda: IndexSum(e.body * y, e.index) / y]
            return [*right, lambda: one * (V if e.index.sort == o.sort else K)]
        case sp.Add() | sp.Mul():
            return [lambda: e.func(moved(draw, x), *e.args[1:]), lambda: sp.expand(e), lambda: e.func(*e.args[1:])]
    return [lambda: e * t / t, lambda: e + y - y]


def moved(draw: random.Random, e: Any) -> Any:
    """The formula with one node written otherwise."""
    kinds = (Sigma, sp.log, sp.exp, IndexSum, sp.Add, sp.Mul)
    nodes = [node for node in sp.preorder_traversal(e) if isinstance(node, kinds)]
    if not nodes:
        return e
    node = draw.choice(nodes)
    return e.xreplace({node: draw.choice(moves(draw, node))()})


def test_what_is_proved_is_never_false() -> None:
    verdicts: Counter[str] = Counter()
    for seed in range(CLAIMS):
        draw = random.Random(seed)
        left = sp.sympify(formula(draw, 3, [o, p], [l]))
        right = moved(draw, moved(draw, left))
        try:
            claim = equation("z", left, right, facts=draw.choice(FACTS))
        except TypeError:
            continue  # SymPy made something else of it, such as an infinity
        check = prove(claim)
        verdicts[check.verdict] += 1
        if check.ok and left != right:
            assert compare(claim.left, claim.right, claim.meanings, claim.facts)[0] != "false", (seed, check)
    assert verdicts["proved"] > CLAIMS / 4
    assert verdicts["false"] > CLAIMS / 8
    assert verdicts["undecided"] < CLAIMS / 20, verdicts
