"""What is written is what the tree says: a reader of the notation gets the same value back, for hundreds of formulas."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
import sympy as sp

from grader.symbolic import (
    Array,
    Index,
    Sort,
    as_written,
    circled,
    delta,
    equation,
    exp,
    let,
    log,
    sigma,
    size_of,
    struck,
    total,
    vanishing,
)
from grader.symbolic.definitions import Defined
from grader.symbolic.language import IndexSum, Sigma
from grader.symbolic.writing import ASCII, LATEX, STYLES, UNICODE, writer

from .formula_reader import Reader

WORDS, COORDINATES = Sort("V", letters="wxz"), Sort("d", letters="jhm", coordinate=True)
SAMPLES = Sort("K", letters="kil", short=True)
u, v, a = Array("u", WORDS, COORDINATES), Array("v_c", COORDINATES), Array("a", WORDS)
s = Array("w", SAMPLES, values=WORDS)
o, p = Index("o", WORDS), Index("p", WORDS)
q = Index("q", COORDINATES)
yhat = let("yhat", WORDS, lambda w: exp(a[w]) / total(WORDS, lambda x: exp(a[x])))

RNG = np.random.default_rng(3)
SIZES = {"V": 4, "d": 3, "K": 3}
DATA = {"u": RNG.uniform(0.2, 1, (4, 3)), "v_c": RNG.uniform(0.2, 1, 3), "a": RNG.uniform(0.2, 1, 4)}
DRAWN = (2, 0, 2)
AT = {o: 1, p: 3}
READER = Reader(
    arrays={**DATA, "yhat": np.exp(DATA["a"]) / np.exp(DATA["a"]).sum()},
    sizes={**dict.fromkeys("wxz", 4), **dict.fromkeys("jhmkil", 3), **SIZES},
    samples=DRAWN,
    at={"o": 1, "p": 3},
)


def value(e: Any, at: dict[Any, int]) -> Any:  # noqa: PLR0911 - one for each kind of node
    """The value of a tree; a vector where the free coordinate q has no value."""
    if q in e.free_symbols and q not in at:
        return np.array([value(e, {**at, q: n}) for n in range(SIZES["d"])])
    match e:
        case sp.Rational():
            return float(e)
        case Defined():
            return value(e.formula, at)
        case IndexSum():
            return sum(value(e.body, {**at, e.index: n}) for n in range(SIZES[e.index.sort.size]))
        case sp.KroneckerDelta():
            return float(place(e.args[0], at) == place(e.args[1], at))
        case sp.Indexed():
            return DATA[e.base.name][tuple(place(i, at) for i in e.indices)]
        case sp.Symbol():
            return SIZES[e.name]
        case Sigma():
            return 1 / (1 + np.exp(-value(e.args[0], at)))
    arguments = [value(x, at) for x in e.args]
    return {sp.Add: sum, sp.Mul: np.prod}[e.func](arguments) if e.func in (sp.Add, sp.Mul) else float_of(e, arguments)


def float_of(e: Any, arguments: list[float]) -> Any:
    return {sp.exp: np.exp, sp.log: np.log, sp.Pow: np.power}[e.func](*arguments)


def place(index: Any, at: dict[Any, int]) -> int:
    return DRAWN[place(index.indices[0], at)] if isinstance(index, sp.Indexed) else at[index]


class Formulas:
    """Random formulas as written: positive numbers, so that every logarithm and power has a value."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def word(self, words: tuple[Any, ...]) -> Any:
        return self.random.choice((o, p, *words))

    def number(self, depth: int, words: tuple[Any, ...] = ()) -> Any:
        """A number that may be negative."""
        choice = self.random.random()
        one = self.positive(depth, words)
        if choice < 0.15:
            return -one
        if choice < 0.3:
            return one - self.positive(depth - 1, words)
        if choice < 0.4:
            return one * (-self.positive(depth - 1, words))
        return one

    def positive(self, depth: int, words: tuple[Any, ...] = ()) -> Any:
        w = self.word(words)
        if depth <= 0:
            return self.random.choice((a[w], yhat(w), sp.Integer(2), size_of(WORDS), self.product_of(w), sp.Rational(1, 3)))
        first, second = (lambda d=depth - 1: self.positive(d, words)), (lambda d=depth - 2: self.positive(d, words))
        kinds = (
            lambda: first() + second(),
            lambda: first() * second(),
            lambda: first() / second(),
            lambda: first() * (1 / second()),
            lambda: first() ** 2,
            lambda: exp(self.number(depth - 1, words)),
            lambda: sigma(self.number(depth - 1, words)),
            lambda: log(1 + first()),
            lambda: log(exp(first())),
            lambda: total(WORDS, lambda x: self.positive(depth - 1, (*words, x))),
            lambda: total(SAMPLES, lambda k: self.positive(depth - 1, (*words, s[k]))),
            lambda: total(COORDINATES, lambda j: u[w, j] * v[j] * self.positive(depth - 2, words)),
            lambda: total(COORDINATES, lambda j: (u[w, j] + first() * u[o, j]) * v[j]),
            lambda: total(COORDINATES, lambda j: u[w, j] ** 3),
            lambda: 1 + delta(w, self.word(words)),
        )
        return self.random.choice(kinds)()

    def product_of(self, word: Any) -> Any:
        return total(COORDINATES, lambda j: u[word, j] * v[j])

    def vector(self, depth: int, words: tuple[Any, ...] = ()) -> Any:
        w, number = self.word(words), self.number(depth, words)
        if depth <= 0:
            return self.random.choice((u[w, q], v[q]))
        kinds = (
            lambda: number * self.vector(depth - 1, words),
            lambda: self.vector(depth - 1, words) / self.positive(depth - 1, words),
            lambda: self.vector(depth - 1, words) - self.vector(depth - 1, words),
            lambda: -self.vector(depth - 1, words) + number * v[q],
            lambda: total(WORDS, lambda x: self.number(1, (*words, x)) * self.vector(depth - 1, (*words, x))),
        )
        return self.random.choice(kinds)()


def formula(seed: int) -> Any:
    with as_written():
        made = Formulas(seed)
        return made.vector(2) if seed % 3 == 0 else made.number(3)


@pytest.mark.parametrize("block", range(10))
def test_what_is_written_reads_back_with_the_same_value(block: int) -> None:
    for seed in range(40 * block, 40 * (block + 1)):
        e = formula(seed)
        written = writer(e).formula(e)
        np.testing.assert_allclose(READER.value(written), value(e, dict(AT)), rtol=1e-9, err_msg=f"{seed}: {written}")


def test_formulas_of_different_values_are_written_differently_in_every_style() -> None:
    for style in STYLES:
        known: dict[str, Any] = {}
        for seed in range(200):
            e = formula(seed)
            text = writer(e, style=style).formula(e)
            assert np.allclose(known.setdefault(text, value(e, dict(AT))), value(e, dict(AT))), text


@pytest.mark.parametrize("seed", range(60))
def test_latex_is_balanced(seed: int) -> None:
    e = formula(seed)
    text = writer(e, style=LATEX).formula(e)
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        assert depth >= 0, text
    assert depth == 0, text
    assert text.count(r"\left") == text.count(r"\right"), text
    assert text.replace(r"\left", "").replace(r"\right", "").count("(") == text.count(")"), text


def score(word: Any) -> Any:
    return total(COORDINATES, lambda j: u[word, j] * v[j])


with as_written():
    true = sigma(score(o))
    CASES = [
        (
            -log(exp(score(o)) / total(WORDS, lambda w: exp(score(w)))),
            "-log(exp(u_o.v_c)/(sum_w exp(u_w.v_c)))",
            "−log(exp(uₒᵀv_c)/(Σ_w exp(u_wᵀv_c)))",
            r"-\log \frac{\exp(u_o^T v_c)}{\sum_{w} \exp(u_w^T v_c)}",
        ),
        (
            total(SAMPLES, lambda k: log(sigma(-score(s[k])))),
            "sum_k log sigma(-u_k.v_c)",
            "Σₖ log σ(−uₖᵀv_c)",
            r"\sum_{k} \log \sigma(-u_k^T v_c)",
        ),
        (
            -1 / true * (1 - true) * u[o, q],
            "-1/sigma(u_o.v_c) * (1 - sigma(u_o.v_c)) u_o",
            "−1/σ(uₒᵀv_c) · (1 − σ(uₒᵀv_c)) uₒ",
            r"-\frac{1}{\sigma(u_o^T v_c)} \cdot (1 - \sigma(u_o^T v_c)) u_o",
        ),
        (total(WORDS, lambda w: u[w, q] * (yhat(w) - a[w])), "U (yhat - a)", "U(ŷ − a)", r"U (\hat{y} - a)"),
        (total(WORDS, lambda w: yhat(w) * u[w, q]), "sum_w yhat_w u_w", "Σ_w ŷ_w u_w", r"\sum_{w} \hat{y}_w u_w"),
        (u[o, q] * v[q], "u_{o,q} v_{c,q}", "u_{o,q} v_{c,q}", "u_{o,q} v_{c,q}"),
        (a[o] - (a[p] - 2), "a_o - (a_p - 2)", "aₒ − (aₚ − 2)", "a_o - (a_p - 2)"),
        (a[o] / (a[p] * 2), "a_o/(a_p * 2)", "aₒ/(aₚ · 2)", r"\frac{a_o}{a_p \cdot 2}"),
        ((-a[o]) ** 2, "(-a_o)^2", "(−aₒ)²", "(-a_o)^2"),
        (struck(a[o]) / struck(a[o]), "a_o/a_o", "a̶ₒ̶/a̶ₒ̶", r"\frac{\cancel{a_o}}{\cancel{a_o}}"),
        (a[p] - vanishing(a[o]), "a_p - [a_o = 0]", "aₚ − [aₒ = 0]", r"a_p - \underbrace{a_o}_{= 0}"),
        (circled(1, a[o]) - a[p], "[a_o](1) - a_p", "[aₒ]① − aₚ", r"\underbrace{a_o}_{\circled{1}} - a_p"),
    ]


@pytest.mark.parametrize(("e", "plain", "unicode", "latex"), CASES, ids=[case[1] for case in CASES])
def test_a_formula_is_written_in_every_style(e: Any, plain: str, unicode: str, latex: str) -> None:
    assert [writer(e, style=style).formula(e) for style in (ASCII, UNICODE, LATEX)] == [plain, unicode, latex]


def test_a_circled_part_is_written_out_once() -> None:
    one = circled(1, a[o])
    write = writer(one, style=UNICODE)
    assert [write.formula(one), write.formula(one)] == ["[aₒ]①", "①"]


def test_the_letter_of_a_sum_is_none_that_is_in_sight() -> None:
    w = Index("w", WORDS)
    with as_written():
        inner = total(WORDS, lambda x: a[x] * total(WORDS, lambda y: a[y] * a[x] * a[w]))
    assert writer(inner).formula(inner) == "sum_x a_x sum_z a_z a_x a_w"


def test_a_name_that_is_written_like_an_entry_of_another_is_refused() -> None:
    b_o = Array("a_o", COORDINATES)
    with pytest.raises(ValueError, match="a_o is written like a at the index o"):
        equation("z", a[o], total(COORDINATES, lambda j: b_o[j]))
