"""The inputs that are graded, each with the reason that it exists.

They are fair (contract, section 5): |u.v| stays within bounds, the loss above 1e-3, and a draw in which a block cancels is drawn
again. Sizes differ (V != d mostly, d != 3), so that a transpose or a hard-coded size cannot hide. Which words are drawn differs
from seed to seed; what they have in common (a repeat, the first word, the last) is what a case is for. Whatever has a name among
the clues (`clues/`) holds in two cases of a group or more where it can, and no two such things hold in the same cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from grader import AssignmentError, Case, Inputs, TableFunction, cancels, short_decimals

from . import functions

Rng = np.random.Generator
FloatArray = npt.NDArray[np.float64]

# Not in alphabetical order: the index of a word says nothing about its place in a dictionary.
WORDS = ("river", "apple", "stone", "cloud", "zebra", "moss", "lamp", "harbor", "violin", "fern", "ocean", "brick")

LARGEST_LOGIT = 10.0
"""Beyond it the exponentials of a right but plain program lose digits."""
LARGEST_SAMPLED_LOGIT = 6.0
"""-log(1 - sigmoid(x)), which is right, has lost 4 of float32's 7 digits at 10 and 2 at 6."""
LEAST_LOSS = 1e-3
"""Below it the gradient of a right file is rounding error."""
TRIES = 2000
"""A fair draw takes 1 to 60 tries at these sizes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A case in words: sizes, the scale of the logits, the place of the word that matters, and how the others repeat.

    place    "first", "last", "smallest" (before every other word that is drawn, but not the first), or "middle" (none of these)
    pattern  one letter a drawn word; equal letters are one word, different ones are different, and a star is the placed word
    """

    V: int
    d: int
    why: str
    scale: float = 1.0
    place: str = "middle"
    pattern: str = ""

    def draw_words(self, rng: Rng) -> tuple[int, tuple[int, ...]]:
        """The placed word and the others."""
        ends = {"first": 0, "last": self.V - 1, "smallest": 1}
        placed = ends.get(self.place, int(rng.integers(1, max(2, self.V - 1))))
        others = [w for w in range(self.V) if w != placed and not (self.place == "smallest" and w == 0)]
        letters = sorted(set(self.pattern) - {"*"})
        words = rng.permutation(others).tolist()[: len(letters)]
        if self.place == "middle" and words and min(words) > placed:
            words[0] = int(rng.integers(placed))
        chosen = dict(zip(letters, words, strict=True))
        return placed, tuple(chosen.get(letter, placed) for letter in self.pattern)


def draw_vectors(rng: Rng, shape: Shape) -> tuple[FloatArray, FloatArray]:
    """Center vectors (V, d) and outside vectors (V, d) whose products u.v have about the standard deviation `shape.scale`."""
    size = np.sqrt(shape.scale) / shape.d**0.25
    center = short_decimals(rng, (shape.V, shape.d), scale=size)
    return center, short_decimals(rng, (shape.V, shape.d), scale=size)


# --- sigmoid --------------------------------------------------------------------------------------------------------------

ARGUMENTS = (
    ((6,), 1.0, "a vector that holds zero"),
    ((3, 4), 4.0, "a matrix, large arguments; its last row is minus its first"),
    ((5,), 1e-3, "arguments near zero"),
    ((2, 1), 1.0, "a matrix of one column"),
)


def _sigmoid_cases(rng: Rng, function: str) -> Iterator[Case]:
    for number, (shape, scale, why) in enumerate(ARGUMENTS):
        x = short_decimals(rng, shape, scale=scale)
        x[0] = np.abs(x[0])
        x[-1] = -x[0]  # sigma(x) + sigma(-x) = 1 can be checked without knowing sigma
        if not number:
            x[1] = 0.0
        yield Case(function=function, group=function, inputs={"x": x}, why=why)


# --- naive softmax --------------------------------------------------------------------------------------------------------

NAIVE = (
    Shape(V=7, d=4, why="an outside word in the middle; V != d, so a transpose cannot hide"),
    Shape(V=9, d=2, scale=4.0, place="first", why="large logits: one word takes most of the probability; the first word"),
    Shape(V=6, d=5, scale=1e-3, why="tiny logits: every word is about as likely"),
    Shape(V=11, d=6, place="first", why="the outside word is the first"),
    Shape(V=4, d=7, place="last", why="the outside word is the last; more dimensions than words"),
    Shape(V=5, d=5, why="V = d"),
    Shape(V=8, d=4, scale=4.0, place="last", why="large logits again; the outside word is the last"),
    Shape(V=6, d=6, scale=1e-3, place="last", why="V = d again; tiny logits, the outside word is the last"),
    Shape(V=5, d=8, why="more dimensions than words, an outside word in the middle"),
)


def _draw_naive(rng: Rng, shape: Shape) -> Inputs:
    center, outside = draw_vectors(rng, shape)
    return {"center_vector": center[0], "outside_index": shape.draw_words(rng)[0], "outside_vectors": outside}


def _fair_naive(inputs: Inputs) -> bool:
    loss, grad_center, grad_outside = functions.naive_softmax_loss_and_gradient(**inputs)
    U, v, o = inputs["outside_vectors"], inputs["center_vector"], inputs["outside_index"]
    yhat = grad_outside @ v / np.sum(v**2) + (np.arange(len(U)) == o)
    fair = np.max(np.abs(U @ v)) <= LARGEST_LOGIT and loss > LEAST_LOSS
    return bool(fair) and not cancels(grad_center, [*(yhat[:, None] * U), U[o]])


# --- negative sampling ----------------------------------------------------------------------------------------------------

DISTINCT = (
    Shape(V=9, d=4, pattern="abc", why="an outside word in the middle"),
    Shape(V=12, d=2, pattern="abcdefg", place="last", why="more than five samples; the outside word is the last"),
    Shape(V=8, d=5, scale=4.0, place="first", pattern="ab", why="two samples, large logits; the outside word is the first"),
    Shape(V=10, d=4, scale=1e-3, pattern="abcd", why="tiny logits"),
    Shape(V=7, d=7, place="first", pattern="abc", why="the outside word is the first; V = d"),
    Shape(V=6, d=7, place="last", pattern="abcd", why="the outside word is the last; more dimensions than words"),
    Shape(
        V=8, d=2, scale=4.0, place="smallest", pattern="abc", why="the outside word is the smallest of them, but not the first"
    ),
    Shape(V=4, d=4, pattern="ab", why="V = d"),
    Shape(V=9, d=10, scale=1e-3, pattern="abcdef", why="tiny logits, more than five samples, more dimensions than words"),
)
REPEATED = (
    Shape(V=9, d=4, place="smallest", pattern="abac", why="a sample drawn twice; the outside word is the smallest"),
    Shape(V=10, d=2, place="first", pattern="aabacd", why="a sample drawn three times; the outside word is the first"),
    Shape(V=12, d=5, place="last", pattern="abacbade", why="two samples repeat, more than five in all; the last word"),
    Shape(V=8, d=6, scale=4.0, place="first", pattern="aaa", why="one word only, large logits"),
    Shape(V=5, d=8, scale=1e-3, place="last", pattern="abba", why="two pairs, tiny logits; more dimensions than words"),
    Shape(V=6, d=6, scale=1e-3, pattern="aba", why="V = d, tiny logits"),
    Shape(V=7, d=9, pattern="abab", why="more dimensions than words, an outside word in the middle"),
    Shape(V=7, d=7, scale=4.0, pattern="aab", why="V = d, large logits"),
)


def draw_negative(rng: Rng, shape: Shape) -> Inputs:
    """The inputs of negative sampling."""
    center, outside = draw_vectors(rng, shape)
    o, samples = shape.draw_words(rng)
    return {"center_vector": center[0], "outside_index": o, "negative_indices": samples, "outside_vectors": outside}


def _fair_negative(inputs: Inputs) -> bool:
    loss, grad_center, _ = functions.negative_sampling_loss_and_gradient(**inputs)
    words = np.array([inputs["outside_index"], *inputs["negative_indices"]])
    rows = inputs["outside_vectors"][words]
    logits = rows @ inputs["center_vector"]
    weights = functions.sigmoid(logits) - (np.arange(len(words)) == 0)
    fair = np.max(np.abs(logits)) <= LARGEST_SAMPLED_LOGIT and loss > LEAST_LOSS
    return bool(fair) and not cancels(grad_center, [*(weights[:, None] * rows)])


# --- skip-gram ------------------------------------------------------------------------------------------------------------

CONTEXTS = (
    Shape(V=9, d=4, place="last", pattern="abcd", why="four different words; the center word is the last"),
    Shape(V=7, d=5, place="last", pattern="a", why="a context of one word; the center word is the last"),
    Shape(V=10, d=2, pattern="abaac", why="a word that stands three times in the context"),
    Shape(V=6, d=7, place="first", pattern="a*b", why="a context that holds the center word, the first"),
    Shape(V=12, d=6, place="first", pattern="abc*db", why="a long context; the center word is the first and in it"),
    Shape(V=5, d=5, pattern="ab", why="V = d"),
    Shape(V=4, d=6, pattern="a", why="a context of one word; more dimensions than words"),
    Shape(V=6, d=6, pattern="*ab*", why="V = d; the center word stands twice in its context"),
)


def draw_skip(rng: Rng, shape: Shape) -> Inputs:
    """The inputs of skip-gram, with a table in place of a loss function."""
    center, outside = draw_vectors(rng, shape)
    c, context = shape.draw_words(rng)
    return {
        "center_index": c,
        "outside_indices": context,
        "center_vectors": center,
        "outside_vectors": outside,
        "loss_and_gradient": _table(rng, shape, center[c], outside),
    }


def _table(rng: Rng, shape: Shape, center_vector: FloatArray, outside_vectors: FloatArray) -> TableFunction:
    """A loss function of nothing but random numbers: it tells how skip-gram adds up, and no gradient can be learnt from it."""
    n = shape.V + 1
    return TableFunction(
        parameters=("center_vector", "outside_index", "outside_vectors"),
        key=1,
        keys=tuple(range(shape.V)),
        expected={0: center_vector, 2: outside_vectors},
        answers=(
            np.abs(short_decimals(rng, (n,), digits=3)) + 1,
            short_decimals(rng, (n, shape.d)),
            short_decimals(rng, (n, shape.V, shape.d)),
        ),
    )


def _fair_skip(inputs: Inputs) -> bool:
    _, grad_center, grad_outside = functions.skip_gram_loss_and_gradient(**inputs)
    center_vector, table = inputs["center_vectors"][inputs["center_index"]], inputs["loss_and_gradient"]
    pairs: list[Any] = [table(center_vector, o, inputs["outside_vectors"]) for o in inputs["outside_indices"]]
    losses = table.answers[0]
    if len({*losses.tolist()}) < len(losses):  # the loss of a wrong word would pass for that of the right one
        return False
    return not cancels(grad_center, [p[1] for p in pairs]) and not cancels(grad_outside, [p[2] for p in pairs])


# --- all of them ----------------------------------------------------------------------------------------------------------

Draw = Callable[[Rng, Shape], Inputs]
GROUPS: tuple[tuple[str, str, tuple[Shape, ...], Draw, Callable[[Inputs], bool]], ...] = (
    ("naive_softmax", "naive_softmax", NAIVE, _draw_naive, _fair_naive),
    ("negative_sampling", "distinct", DISTINCT, draw_negative, _fair_negative),
    ("negative_sampling", "repeated", REPEATED, draw_negative, _fair_negative),
    ("skip_gram", "skip_gram", CONTEXTS, draw_skip, _fair_skip),
)


def graded(rng: Rng) -> Iterator[Case]:
    """The graded cases, in a fixed order."""
    yield from _sigmoid_cases(rng, "sigmoid")
    yield from _sigmoid_cases(rng, "sigmoid_gradient")
    for function, group, shapes, draw, is_fair in GROUPS:
        for shape in shapes:
            yield Case(function=function, group=group, inputs=_fair(draw, is_fair, rng, shape), why=shape.why)


def _fair(draw: Draw, is_fair: Callable[[Inputs], bool], rng: Rng, shape: Shape) -> Inputs:
    """The first fair draw."""
    for _ in range(TRIES):
        inputs = draw(rng, shape)
        if is_fair(inputs):
            return inputs
    raise AssignmentError(
        "no fair draw was found", where="word2vec", value=f"{TRIES} tries at {shape}", attempt="choose other sizes"
    )
