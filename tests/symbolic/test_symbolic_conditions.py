"""What a proof assumes is said, what is open is undecided, and what says two things at once is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp

from grader.symbolic import (
    Absent,
    Array,
    Claim,
    Different,
    Index,
    Injective,
    Sort,
    delta,
    derivative,
    equation,
    exp,
    let,
    log,
    prove,
    row,
    scalar,
    sigma,
    softplus,
    sqrt,
    total,
    unknown,
)
from tests.symbolic.attacks import (
    NO_O,
    OTHER,
    SAMPLES,
    WORDS,
    F,
    J,
    V,
    Z,
    a,
    b,
    d_,
    eq,
    l,
    n,
    o,
    p,
    q,
    s,
    samples,
    t,
    u,
    words,
    written,
    y,
    yhat,
    z,
)

ASSUMES: dict[str, tuple[Callable[[], Claim], tuple[str, ...]]] = {
    "a count cancelled": (written(lambda: n(p) / n(p), lambda: 1), ("sum_k [p = s_k] > 0",)),
    "a sample's count, which is at least 1": (written(lambda: n(s[l]) / n(s[l]), lambda: 1), ()),
    "a delta cancelled": (written(lambda: delta(p, o) / delta(p, o), lambda: 1), ("o = p",)),
    "log of a square": (written(lambda: log(y**2), lambda: 2 * log(y)), ("y > 0",)),
    "log of a square alone": (d_(log(y**2), y, 2 / y), ("y != 0",)),
    "log of a product": (written(lambda: log(y * z), lambda: log(y) + log(z)), ("y > 0", "z > 0")),
    "log of a product alone": (eq(log(y * z), log(z * y)), ("y z > 0",)),
    "log of -y": (eq(log(-y) * 2, log(-y) + log(-y)), ("-y > 0",)),
    "exp of log": (written(lambda: exp(log(y)), lambda: y), ("y > 0",)),
    "a factor cancelled": (written(lambda: (t * t - 1) / (t - 1), lambda: t + 1), ("-1 + t != 0",)),
    "for every word": (written(lambda: words(lambda x: a[x] / a[x]), lambda: V), ("a_x != 0 for every x",)),
    "for every word and sample": (
        eq(words(lambda x: samples(lambda k: 1 / (a[x] - b[s[k]]))), -samples(lambda k: words(lambda x: 1 / (b[s[k]] - a[x])))),
        ("a_x - b_{s_k} != 0 for every k, x", "-a_x + b_{s_k} != 0 for every k, x"),
    ),
    "inside a definition": (eq(2 * let("A", 1 / t), let("A", 1 / t) + let("A", 1 / t)), ("t != 0",)),
    "inside a derivative that is not taken": (written(lambda: derivative(log(t), t), lambda: 1 / t), ("t > 0",)),
    "inside a gradient": (d_(y * log(t), t, y / t), ("t > 0",)),
    "positive things": (
        eq(1 / Z + log(Z) + 1 / V + 1 / (1 + exp(t)) + log(sigma(t)), log(V * Z * sigma(t) / V) + 1 / Z + 1 / V + sigma(-t)),
        (),
    ),
    "1 - sigma": (eq(log(1 - sigma(z)) + 1 / (1 - sigma(z)), -softplus(z) + 1 + exp(z)), ()),
    "a root": (eq(sqrt(t) + sqrt(V) + sqrt(1 + t**2) ** 2, t / sqrt(t) + V / sqrt(V) + 1 + t**2), ("t > 0",)),
    "squares": (
        eq(sqrt(1 + t**2) + log(V + words(lambda w: a[w] ** 2)) * t, log(V + words(lambda w: a[w] ** 2)) * t + sqrt(t**2 + 1)),
        (),
    ),
    "a norm": (eq(2 / sqrt(words(lambda w: a[w] ** 2)), 1 / sqrt(words(lambda w: a[w] ** 2)) * 2), ("sum_x a_x^2 > 0",)),
    "negative things": (eq(1 / (-1 - exp(t)), -sigma(-t)), ()),
}


@pytest.mark.parametrize("name", list(ASSUMES))
def test_what_a_proof_assumes_is_said(name: str) -> None:
    claim, assumptions = ASSUMES[name]
    check = prove(claim())
    assert (check.verdict, check.assumptions) == ("proved", assumptions), check.detail


def test_what_is_neither_proved_nor_false_is_undecided() -> None:
    check = prove(equation("z", log(1 + delta(p, o)), delta(p, o) * log(2)))
    assert (check.ok, check.verdict) == (False, "undecided")
    assert "agrees at 40 random points in 30 digits; left minus right is -[o = p] log 2 + log(1 + [o = p]); try " in check.detail
    nowhere = prove(equation("z", log(-y) + log(y), 0))
    assert nowhere.verdict == "undecided"
    assert "no point was found where both sides have a value" in nowhere.detail


def test_a_hypothesis_that_nothing_needs_is_named() -> None:
    check = prove(equation("z", n(o), 0, facts=(NO_O, OTHER)))
    assert check.ok
    assert check.detail.endswith("this holds also without p != o")


# --- what is refused --------------------------------------------------------------------------------------------------------

OTHER_WORDS, LEAKED = Sort("V", "ab"), []
total(WORDS, lambda x: LEAKED.append(x) or a[x])  # type: ignore[func-returns-value]
BODY = total(WORDS, lambda x: a[x])
REFUSED: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "a bound letter": (lambda: total(o, a[o]), TypeError, "write total\\(V, lambda o: ...\\)"),
    "a body that is no function": (lambda: total(WORDS, a[o]), TypeError, "write total\\(SORT, lambda i: ...\\)"),
    "two indices": (lambda: total(WORDS, lambda x, w: a[x] * a[w]), TypeError, "nest two totals"),
    "a sum of indices": (lambda: total(WORDS, lambda x: x), TypeError, "is an index, not a number"),
    "an index that left its sum": (eq(a[LEAKED[0]], 0), ValueError, "outside of it"),
    "a bound index that left its sum": (eq(BODY.body, 0), ValueError, "outside of it"),
    "a bound index in a hypothesis": (eq(a[o], 0, Different(o, BODY.index)), ValueError, "outside of it"),
    "an index as a number": (lambda: equation("z", o * a[o], 0), TypeError, "is an index, not a number"),
    "an index alone": (lambda: equation("z", o, p), TypeError, "is an index, not a number"),
    "a sample's word as a number": (lambda: equation("z", s[l] + t, t), TypeError, "is an index, not a number"),
    "an array as a number": (lambda: equation("z", a, 0), TypeError, "an array without indices"),
    "a delta across sorts": (lambda: delta(o, l), TypeError, "two indices of one sort"),
    "SymPy's delta across sorts": (eq(words(lambda x: sp.KroneckerDelta(x, l)), 1), TypeError, "write delta\\(a, b\\)"),
    "SymPy's delta with a range": (eq(sp.KroneckerDelta(o, p, (0, 1)), 0), TypeError, "write delta\\(a, b\\)"),
    "SymPy's delta of numbers": (eq(sp.KroneckerDelta(sp.Symbol("i"), 0), 0), TypeError, "write delta\\(a, b\\)"),
    "SymPy's sum": (eq(sp.Sum(a[o], (sp.Symbol("k"), 0, 3)), 0), TypeError, "write total\\(SORT"),
    "SymPy's derivative": (eq(sp.Derivative(sp.Function("f")(t), t), 0), TypeError, "write derivative"),
    "SymPy's integral": (eq(sp.Integral(t, t), 0), TypeError, "no integrals"),
    "SymPy's symbol": (eq(sp.Symbol("t") * 2, 0), TypeError, "write scalar"),
    "SymPy's positive symbol": (eq(log(sp.Symbol("m", positive=True)), 0), TypeError, "write scalar"),
    "SymPy's indexed base": (eq(sp.IndexedBase("f")[o], 0), TypeError, "write Array"),
    "SymPy's index out of range": (eq(sp.Indexed(a, o + 1), 0), TypeError, "not of the sorts of its axes"),
    "SymPy's index of another sort": (eq(sp.Indexed(u, q, o), 0), TypeError, "not of the sorts of its axes"),
    "the root of a square": (eq(sqrt(t**2), t), TypeError, "has no Abs\\(t\\): the root of a square is its absolute value"),
    "infinity": (eq(sp.oo, 0), TypeError, "has no oo"),
    "a truth value": (lambda: equation("z", True, 1), TypeError, "not a number"),
    "too few indices": (lambda: u[o], TypeError, "u is indexed by \\(V, d\\)"),
    "an entry of another sort": (lambda: u[q, o], TypeError, "u is indexed by \\(V, d\\), not by \\(q of d, o of V\\)"),
    "a row of another sort": (lambda: row(u, q), TypeError, "not a row of u"),
    "a definition at another sort": (lambda: yhat(l), TypeError, "yhat is defined for indices \\(V\\)"),
    "a definition of a function without its sort": (lambda: let("f", lambda w: a[w]), TypeError, "name the sort"),
    "a derivative by a row": (lambda: derivative(J, row(u, o)), TypeError, "by one number, not by the row"),
    "a derivative by an index": (lambda: derivative(J, o), TypeError, "not by o"),
    "a derivative by a size": (lambda: derivative(V * t, V), TypeError, "not by V"),
    "a derivative by a formula": (lambda: derivative(t**2, t**2), TypeError, "not by t\\*\\*2"),
    "a name with a mark": (lambda: Index("x~7", WORDS), ValueError, "is no name"),
    "a name with punctuation": (lambda: scalar("a(V.o)"), ValueError, "is no name"),
    "a product as a name": (lambda: scalar("x*y"), ValueError, "is no name"),
    "a quotient as a name": (lambda: Array("dJ/dv", WORDS), ValueError, "is no name"),
    "a symbol with such a name": (eq(sp.Symbol("x*y", real=True), t), ValueError, "is no name"),
    "an index that SymPy was made to accept": (eq(a[Index.named("x~7", WORDS)], 0), ValueError, "is no name"),
    "a sort whose indices all look alike": (lambda: Sort("V", place="o"), ValueError, "does not show which index"),
    "no name": (lambda: let("", t), ValueError, "is no name"),
    "a sort with such letters": (lambda: Sort("V", "x~"), ValueError, "is no name"),
    "a parameter named like a size": (eq(scalar("V") * a[o], words(lambda x: a[o])), ValueError, "V stands for two things"),
    "a parameter named like an index": (eq(a[o] * scalar("o"), 0), ValueError, "o stands for two things"),
    "an unknown named like an array": (eq(unknown("a")(o), a[o]), ValueError, "a stands for two things"),
    "a definition named like an array": (eq(let("a", WORDS, lambda w: b[w])(o), a[o]), ValueError, "a stands for two things"),
    "two definitions of one name": (eq(let("A", t), let("A", y)), ValueError, "A stands for two things"),
    "two arrays of one name": (eq(Array("a", SAMPLES)[l], a[o]), ValueError, "a stands for two things"),
    "two indices of one name": (eq(a[Index("l", WORDS)], b[s[l]]), ValueError, "l stands for two things"),
    "two sorts of one name": (eq(total(OTHER_WORDS, lambda x: 1), words(lambda x: 1)), ValueError, "V stands for two things"),
    "an unknown with two signatures": (eq(F(o), F(row(u, o))), ValueError, "F stands for two things"),
    "an unknown of a formula": (lambda: F(a[o] + 1), TypeError, "F is a function of indices"),
    "a hypothesis about two sorts": (lambda: Different(o, l), TypeError, "not two free indices of one sort"),
    "a hypothesis about one index": (lambda: Different(o, o), ValueError, "cannot differ from itself"),
    "a hypothesis about a sample": (lambda: Different(o, s[l]), TypeError, "not two free indices of one sort"),
    "a hypothesis about numbers": (lambda: Injective(a), TypeError, "array of indices"),
    "absent from another sort": (lambda: Absent(s, l), TypeError, "no free index of the sort"),
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_could_be_read_in_two_ways_is_refused(name: str) -> None:
    made, error, message = REFUSED[name]
    with pytest.raises(error, match=message):
        made()
