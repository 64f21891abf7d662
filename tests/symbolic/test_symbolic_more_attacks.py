"""Further claims made to deceive the proof: about what has no value, and lines of a derivation that nothing checks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from grader.symbolic import (
    Absent,
    Array,
    Claim,
    Derivation,
    Different,
    Index,
    Injective,
    as_written,
    circled,
    delta,
    equation,
    exp,
    given,
    let,
    log,
    prove,
    scalar,
    sqrt,
    step,
    vanishing,
)
from tests.symbolic.attacks import SAMPLES, WORDS, F, V, a, b, d_, eq, l, n, o, p, s, samples, t, words, written, y, z

r_ = Array("permutation", SAMPLES, values=SAMPLES)
SIX = tuple(Index(f"w{n}", WORDS) for n in range(6))
mean = let("mean", words(lambda w: a[w]) / V)
variance = let("variance", words(lambda w: (a[w] - mean) ** 2) / V)
steady = sqrt(variance + scalar("eps"))

TRUE: dict[str, Callable[[], Claim]] = {
    "batch normalisation": d_(
        words(lambda w: b[w] * (a[w] - mean) / steady),
        a[p],
        (b[p] - words(lambda w: b[w]) / V - (a[p] - mean) / steady**2 * words(lambda w: b[w] * (a[w] - mean)) / V) / steady,
    ),
    "a delta beside a number in a denominator": d_(log(t + delta(p, o)), t, 1 / (t + delta(p, o))),
    "a large power": eq(t ** (10**7) * t, t ** (10**7 + 1)),
    "six words that differ": eq(
        words(lambda x: sum(delta(x, w) for w in SIX) ** 2),
        6,
        *(Different(w, x) for n, w in enumerate(SIX) for x in SIX[:n]),
    ),
    "probabilities": d_(
        log(1 - words(lambda w: a[w])) + words(lambda w: log(a[w])), a[p], 1 / a[p] - 1 / (1 - words(lambda w: a[w]))
    ),
    "floats": d_(0.044715 * t**3 + 0.5 * t, t, 3 * 0.044715 * t**2 + 0.5),
}

FALSE: dict[str, Callable[[], Claim]] = {
    "batch normalisation without the mean": d_(
        words(lambda w: b[w] * (a[w] - mean) / steady),
        a[p],
        (b[p] - (a[p] - mean) / steady**2 * words(lambda w: b[w] * (a[w] - mean)) / V) / steady,
    ),
    "a delta in a denominator forgotten": eq(1 / (t + delta(p, o)), 1 / t),
    "the root of a square in a sum": eq(sqrt(words(lambda x: delta(x, o) * a[x] ** 2)), a[o]),
    "the root of a squared sum": eq(exp(log(words(lambda x: words(lambda w: a[x] * a[w]))) / 2), words(lambda w: a[w])),
    "a permutation's cycle of two": eq(delta(r_[r_[l]], l), delta(r_[l], l)),
    "a float that is rounded": eq(0.1 + 0.2, 0.3),
    "a very small float": eq(1e-17 * t, 0),
    "e as a float": eq(exp(1) * t, 2.718281828459045 * t),
    "a power of a float": eq(t**-0.5 + t**1.5, -1.5 * t),
}

ASSUMES: dict[str, tuple[Callable[[], Claim], tuple[str, ...]]] = {
    "a count of another sample's word": (
        written(lambda: samples(lambda k: delta(s[r_[k]], s[k])) / samples(lambda k: delta(s[r_[k]], s[k])), lambda: 1),
        ("sum_k [s_k = s_{permutation_k}] > 0",),
    ),
    "a power with an exponent that is no number": (eq((y**t) ** 2, y ** (2 * t)), ("y > 0",)),
}

REFUSED: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "a text": (lambda: equation("z", "1 + 1", 2), TypeError, "1 \\+ 1 is str, not a number"),
    "a text in a line": (lambda: step("z", 1, "1 + 1", 2), TypeError, "1 \\+ 1 is str, not a number"),
    "a definition without its indices": (lambda: equation("z", n, 0), TypeError, "n is called with its arguments"),
    "an unknown without arguments": (lambda: equation("z", F, 0), TypeError, "a function is called with its arguments"),
}


@pytest.mark.parametrize("name", list(TRUE))
def test_a_true_claim_is_proved(name: str) -> None:
    check = prove(TRUE[name]())
    assert (check.ok, check.verdict, check.detail) == (True, "proved", "")


@pytest.mark.parametrize("name", list(FALSE))
def test_a_false_claim_is_false(name: str) -> None:
    check = prove(FALSE[name]())
    assert (check.ok, check.verdict, "the left side is" in check.detail) == (False, "false", True), check.detail


@pytest.mark.parametrize("name", list(ASSUMES))
def test_what_a_proof_assumes_is_said(name: str) -> None:
    claim, assumptions = ASSUMES[name]
    check = prove(claim())
    assert (check.verdict, check.assumptions) == ("proved", assumptions), check.detail


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_is_no_formula_is_refused(name: str) -> None:
    made, error, message = REFUSED[name]
    with pytest.raises(error, match=message):
        made()


HALVED = (1 + delta(p, o) / 2) - 1 / (1 - delta(p, o) / 3)
"""0, as both values of the delta show; the normal form does not."""
UNDECIDED: dict[str, tuple[Callable[[], Claim], str]] = {
    "rounding errors times large numbers": (eq((1 + exp(30 * z)) ** 20 * HALVED + t, t), "agrees at"),
    "large numbers that cancel": (
        eq((1 + exp(30 * z)) ** 20 / (1 + delta(p, o)) - (1 + exp(30 * z)) ** 20 * (1 - delta(p, o) / 2) + t, t),
        "agrees at",
    ),
}

NOWHERE: dict[str, Callable[[], Claim]] = {
    "logarithms of y and -y": eq(log(-y) + log(y), 0),
    "roots of y and -y": eq(sqrt(-y) * sqrt(y) * t, sqrt(-y) * sqrt(y) * t + log(2 * y) - log(y) - log(2)),
    "differences of all pairs": eq(words(lambda x: 1 / (a[x] - a[o])), -words(lambda x: 1 / (a[o] - a[x]))),
    "differences of words and samples": eq(
        words(lambda x: samples(lambda k: 1 / (a[x] - a[s[k]]))), -samples(lambda k: words(lambda x: 1 / (a[s[k]] - a[x])))
    ),
    "logarithms of differences": eq(words(lambda x: log(a[x] - a[o])), words(lambda x: log(2 * a[x] - 2 * a[o]) - log(2))),
    "a permutation that leaves one out": eq(samples(lambda k: delta(r_[k], l)), 0, Injective(r_), Absent(r_, l)),
}
"""True wherever both sides have a value and the hypotheses hold, which is nowhere."""


@pytest.mark.parametrize("name", list(UNDECIDED))
def test_a_true_claim_is_never_false(name: str) -> None:
    made, message = UNDECIDED[name]
    check = prove(made())
    assert (check.verdict, message in check.detail) == ("undecided", True), check.detail


@pytest.mark.parametrize("name", list(NOWHERE))
def test_what_has_a_value_nowhere_is_not_proved(name: str) -> None:
    check = prove(NOWHERE[name]())
    assert (check.ok, check.verdict) == (False, "undecided")
    assert "no point was found where both sides have a value" in check.detail


def test_a_term_of_the_first_formula_is_not_said_to_vanish() -> None:
    with as_written(), pytest.raises(ValueError, match="nothing shows that a term of the first formula of a line is 0"):
        step("z", 1, a[p] + vanishing(a[o]), a[p] + a[o])


def test_one_circled_number_is_one_part() -> None:
    with as_written():
        step("z", 1, circled(1, a[p]) + circled(1, a[p]) + circled(2, a[o]), 2 * a[p] + a[o])
        with pytest.raises(ValueError, match="the number 1 in a circle stands for two parts"):
            step("z", 1, circled(1, a[p]) + circled(2, a[o]), circled(1, a[o]) + circled(2, a[p]))


LOSS = words(lambda x: a[x] ** 2)
CLAIM = equation("z", words(lambda x: a[x] * a[x]), LOSS, output="loss")


def test_what_nothing_would_check_is_refused() -> None:
    made = partial(Derivation, function="f", symbols={"a": a}, claims=(CLAIM,), worlds=(), loss=LOSS)
    assert made(given=(given("z", 1, "loss", LOSS),), steps=(step("z", 1, CLAIM),))
    with pytest.raises(ValueError, match="line 3: f has no claim about lost"):
        made(given=(given("z", 3, "lost", 2 * LOSS),))
    with pytest.raises(ValueError, match="this line is no claim of f, so nothing proves it"):
        made(steps=(step("z", 1, equation("z", LOSS, 2 * LOSS)),))
