"""The normal form against brute force: random formulas with clashing names, worked out by a second, simpler reading of them."""

from __future__ import annotations

import contextlib
import math
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import sympy as sp

from grader.symbolic import Absent, Array, Different, Index, Injective, Sort, delta, derivative, exp, log, sigma, total
from grader.symbolic.normal_form import normal_form

pytestmark = pytest.mark.no_cover  # many runs of the same lines, which other tests measure

WORDS, COORDINATES, SAMPLES = Sort("V", "xyz"), Sort("d", "j", coordinate=True), Sort("K", "k")
SORTS = {"word": WORDS, "coordinate": COORDINATES, "sample": SAMPLES}
# A sum may bind a name that is free elsewhere (p, q, l), and sums inside one another may bind the same name.
BINDERS = {"word": "xyp", "coordinate": "jq", "sample": "kl"}
u, v, s = Array("u", WORDS, COORDINATES), Array("v", COORDINATES), Array("s", SAMPLES, values=WORDS)
after = Array("next", WORDS, values=WORDS)  # an index of the same sort: sum_w [w = next_w] counts fixed points
FACTS = (
    Injective(s),
    Absent(s, Index("o", WORDS)),
    Different(Index("p", WORDS), Index("o", WORDS)),
)


# --- formulas as nested tuples --------------------------------------------------------------------------------------------


class Formulas:
    """Draws random formulas."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def formula(self, depth: int, bound: tuple[tuple[str, str], ...] = ()) -> Any:
        draw = self.random.random()
        if depth == 0 or draw < 0.2:
            return self.leaf(bound)
        if draw < 0.5:
            return (self.random.choice(["add", "mul", "mul"]), self.formula(depth - 1, bound), self.formula(depth - 1, bound))
        if draw < 0.62:
            return (self.random.choice(["exp", "sigma", "inverse", "log", "square"]), self.formula(depth - 1, bound))
        sort = self.random.choice(list(SORTS))
        name = self.random.choice(BINDERS[sort])
        return ("sum", sort, name, self.formula(depth - 1, (*bound, (name, sort))))

    def leaf(self, bound: tuple[tuple[str, str], ...]) -> Any:
        kind = self.random.randrange(6)
        if kind == 0:
            return ("u", self.word(bound), self.name("coordinate", "q", bound))
        if kind == 1:
            return ("v", self.name("coordinate", "q", bound))
        if kind == 2:
            return ("delta", self.word(bound), self.word(bound))
        if kind == 3:
            return ("sum", "coordinate", "j", ("mul", ("u", self.word(bound), "j"), ("v", "j")))
        if kind == 4:
            return ("sum", "sample", "k", ("delta", ("s", "k"), self.word(bound)))
        return ("number", self.random.randint(-2, 3))

    def word(self, bound: tuple[tuple[str, str], ...]) -> Any:
        draw = self.random.random()
        if draw < 0.25:
            return ("s", self.name("sample", "l", bound))
        if draw < 0.4:
            return ("next", self.word(bound))
        return self.name("word", self.random.choice("op"), bound)

    def name(self, sort: str, free: str, bound: tuple[tuple[str, str], ...]) -> str:
        """A bound name of this sort that is in sight, or a free one."""
        visible = dict(bound)
        return self.random.choice([*(name for name, its in visible.items() if its == sort), free])


def brute_force(f: Any, at: dict[str, int], data: dict[str, Any]) -> float:  # noqa: C901, PLR0911  # a line a node
    """The value, read straight from the tuples: a sum binds its name for its body and for nothing else."""
    match f:
        case ("number", n):
            return float(n)
        case ("u", word, coordinate):
            return data["u"][place(word, at, data)][at[coordinate]]
        case ("v", coordinate):
            return data["v"][at[coordinate]]
        case ("delta", a, b):
            return float(place(a, at, data) == place(b, at, data))
        case ("sum", sort, name, body):
            return math.fsum(brute_force(body, {**at, name: n}, data) for n in range(data[SORTS[sort].size]))
        case ("add", a, b):
            return brute_force(a, at, data) + brute_force(b, at, data)
        case ("mul", a, b):
            return brute_force(a, at, data) * brute_force(b, at, data)
        case ("square", a):
            return brute_force(a, at, data) ** 2
        case ("exp", a):
            return math.exp(bounded(brute_force(a, at, data)))
        case ("sigma", a):
            return 1 / (1 + math.exp(-brute_force(a, at, data)))
        case ("inverse", a):
            return 1 / (2 + math.exp(bounded(brute_force(a, at, data))))
        case ("log", a):
            return math.log(3 * math.exp(bounded(brute_force(a, at, data))))
    raise AssertionError(f)


def bounded(argument: float) -> float:
    """An eighth of the argument of an exponential, which is one that float64 and our patience can hold."""
    if abs(argument) > 200:
        raise OverflowError
    return argument / 8


def place(word: Any, at: dict[str, int], data: dict[str, Any]) -> int:
    match word:
        case ("s", sample):
            return data["s"][at[sample]]
        case ("next", other):
            return data["next"][place(other, at, data)]
    return at[word]


NONE: Mapping[str, Any] = {}


def in_the_language(f: Any, bound: Mapping[str, Any] = NONE) -> Any:  # noqa: C901, PLR0911  # a line a node
    """The same formula in the index language; `bound` are the indices of the sums around it."""
    match f:
        case ("number", n):
            return sp.Integer(n)
        case ("u", word, coordinate):
            return u[index_of(word, bound), named(coordinate, COORDINATES, bound)]
        case ("v", coordinate):
            return v[named(coordinate, COORDINATES, bound)]
        case ("delta", a, b):
            return delta(index_of(a, bound), index_of(b, bound))
        case ("sum", sort, name, body):
            return total(SORTS[sort], lambda index: in_the_language(body, {**bound, name: index}))
        case ("add", a, b):
            return in_the_language(a, bound) + in_the_language(b, bound)
        case ("mul", a, b):
            return in_the_language(a, bound) * in_the_language(b, bound)
        case ("square", a):
            return in_the_language(a, bound) ** 2
        case ("exp", a):
            return exp(in_the_language(a, bound) / 8)
        case ("sigma", a):
            return sigma(in_the_language(a, bound))
        case ("inverse", a):
            return 1 / (2 + exp(in_the_language(a, bound) / 8))
        case ("log", a):
            return log(3 * exp(in_the_language(a, bound) / 8))
    raise AssertionError(f)


def named(name: str, sort: Sort, bound: Mapping[str, Any]) -> Any:
    """The index of the innermost sum that binds this name, or a free one."""
    return bound[name] if name in bound else Index(name, sort)


def index_of(word: Any, bound: Mapping[str, Any]) -> Any:
    match word:
        case ("s", sample):
            return s[named(sample, SAMPLES, bound)]
        case ("next", other):
            return after[index_of(other, bound)]
    return named(word, WORDS, bound)


def world(rng: random.Random, *, with_facts: bool = False) -> tuple[dict[str, int], dict[str, Any]]:
    """Small sizes, random numbers, and values for the free names o, p, q, l."""
    V, d, K = rng.randint(4, 5), rng.randint(1, 2), rng.randint(1, 3)
    o, p = rng.sample(range(V), 2) if with_facts else (rng.randrange(V), rng.randrange(V))
    samples = rng.sample([w for w in range(V) if w != o], K) if with_facts else [rng.randrange(V) for _ in range(K)]
    data = {
        "V": V,
        "d": d,
        "K": K,
        "s": samples,
        "next": [rng.randrange(V) for _ in range(V)],
        "u": [[rng.uniform(-1, 1) for _ in range(d)] for _ in range(V)],
        "v": [rng.uniform(-1, 1) for _ in range(d)],
    }
    return {"o": o, "p": p, "q": rng.randrange(d), "l": rng.randrange(K)}, data


def same(a: float, b: float) -> bool:
    # Values reach 1e6 where sums are nested; float64 has 16 digits, and a wrong rule is off in the first ones.
    return math.isclose(a, b, rel_tol=1e-8, abs_tol=1e-8)


SEEDS = range(250)


def formulas(depth: int) -> Iterator[tuple[int, Any, Any]]:
    """Seed, formula, and the same in the index language."""
    outside = 0
    for seed in SEEDS:
        f = Formulas(seed).formula(depth)
        said = in_the_language(f)
        if any(not power.exp.is_Integer for power in sp.sympify(said).atoms(sp.Pow)):
            outside += 1  # SymPy makes 3**(1/8) of exp(log(3)/8), and the language has no roots
        else:
            yield seed, f, said
    assert outside < len(SEEDS) / 10


@pytest.mark.parametrize("facts", [(), FACTS], ids=["no facts", "facts"])
def test_a_normal_form_has_the_value_of_the_formula(facts: Any, value: Callable[..., float]) -> None:
    for seed, f, said in formulas(5):
        normal = normal_form(said, facts)
        for n in range(2):
            at, data = world(random.Random(1000 * seed + n), with_facts=bool(facts))
            with contextlib.suppress(OverflowError):
                assert same(brute_force(f, at, data), value(normal, at, data)), (seed, f, normal)


def test_a_derivative_is_that_of_the_formula_read_by_brute_force(value: Callable[..., float]) -> None:
    step = 1e-5  # central differences of numbers near 1: the error is about step^2
    for seed, f, said in formulas(4):
        normal = normal_form(derivative(said, u[Index("p", WORDS), Index("q", COORDINATES)]))
        at, data = world(random.Random(seed))
        with contextlib.suppress(OverflowError):
            slope, size = central_difference(f, at, data, step)
            assert math.isclose(slope, value(normal, at, data), rel_tol=1e-5, abs_tol=1e-5 * size), (seed, f, normal)


def central_difference(f: Any, at: dict[str, int], data: dict[str, Any], step: float) -> tuple[float, float]:
    """The slope by u[p, q], and how large the values are."""
    kept = data["u"][at["p"]][at["q"]]
    moved = []
    for h in (step, -step):
        data["u"][at["p"]][at["q"]] = kept + h
        moved.append(brute_force(f, at, data))
    data["u"][at["p"]][at["q"]] = kept
    return (moved[0] - moved[1]) / (2 * step), max(1, abs(moved[0]))


OTHER = {"x": "y", "y": "x", "p": "z", "j": "q", "q": "j", "k": "l", "l": "k"}


def renamed(f: Any, bound: frozenset[str] = frozenset()) -> Any:
    """The formula with every bound name exchanged for another."""
    match f:
        case ("sum", sort, name, body):
            return ("sum", sort, OTHER[name] + "'", renamed(body, bound | {name}))
        case str():
            return OTHER[f] + "'" if f in bound else f
        case (kind, *parts):
            return (kind, *(renamed(part, bound) for part in parts))
    return f


def test_names_of_bound_indices_do_not_matter() -> None:
    for seed, f, said in formulas(4):
        assert not normal_form(said - in_the_language(renamed(f))), (seed, f)
