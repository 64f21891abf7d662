"""Interfaces of word2vec: the names and arguments of the student template, and those of CS224n, 2019 to 2024.

Functions are called positionally. The parameter names of the loss function that skip-gram receives matter too: one CS224n file in
twelve calls it by keyword.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from importlib import resources

from grader import (
    Argument,
    Array,
    HelperModule,
    Index,
    Indices,
    Inputs,
    Interface,
    Number,
    Sampler,
    Signature,
    TableFunction,
    Word,
    WordIndex,
    Words,
)

from .cases import WORDS

Spell = Callable[[Inputs], tuple[Argument, ...]]


def _source(name: str) -> str:
    """The text of one of the course's public files, in our own words."""
    return resources.files(__package__).joinpath("course", name).read_text(encoding="utf-8")


def _starters(source: str) -> dict[str, str]:
    """The source of every function of the starter file, by name."""
    tree = ast.parse(source)
    return {node.name: ast.unparse(node) for node in tree.body if isinstance(node, ast.FunctionDef)}


STARTERS = _starters(_source("starter.py"))
HELPERS = tuple(HelperModule(name=f"utils.{name}", source=_source(f"{name}.py")) for name in ("utils", "gradcheck"))

# --- from a case's inputs to the arguments of a call ----------------------------------------------------------------------


def _x(i: Inputs) -> tuple[Argument, ...]:
    x = i["x"]
    return (Number(value=x) if isinstance(x, float) else Array(value=x),)


def _own_naive(i: Inputs) -> tuple[Argument, ...]:
    return Array(value=i["center_vector"]), Index(value=i["outside_index"]), Array(value=i["outside_vectors"])


def _own_negative(i: Inputs) -> tuple[Argument, ...]:
    center, outside, vectors = _own_naive(i)
    return center, outside, Indices(values=tuple(i["negative_indices"])), vectors


def _own_skip(i: Inputs) -> tuple[Argument, ...]:
    context = Indices(values=tuple(i["outside_indices"]))
    return Index(value=i["center_index"]), context, Array(value=i["center_vectors"]), Array(value=i["outside_vectors"]), _table(i)


def _table(i: Inputs) -> TableFunction:
    """The arbitrary loss function that skip-gram receives: a table of the case's own random values."""
    table = i["loss_and_gradient"]
    assert isinstance(table, TableFunction)
    return table


SAMPLE = "sampleTokenIdx"
NO_DRAWS = Sampler(method=SAMPLE, draws=(0, 1))


def _course_naive(i: Inputs) -> tuple[Argument, ...]:
    return *_own_naive(i), NO_DRAWS


def _course_negative(i: Inputs) -> tuple[Argument, ...]:
    """Samples come through `dataset.sampleTokenIdx()`. Where K is even the outside word is drawn twice too, to be rejected.

    A program that draws more than K samples gets others: the loss and its gradient use the same draw.
    """
    center, outside, vectors = _own_naive(i)
    samples, o = tuple(i["negative_indices"]), i["outside_index"]
    draws = samples if len(samples) % 2 else (samples[0], o, o, *samples[1:])
    others = [w for w in range(len(i["outside_vectors"])) if w not in {o, *samples}] or list(reversed(samples))
    more = tuple(others[k % len(others)] for k in range(len(samples)))
    return center, outside, vectors, Sampler(method=SAMPLE, draws=(*draws, *more)), Index(value=len(samples))


def _window(words: int) -> int:
    """A window that the context fills, or one that reaches beyond the edges of a sentence: neither is the number of words."""
    return words + 1 if words % 2 else words // 2


def _course_skip(i: Inputs) -> tuple[Argument, ...]:
    words = WORDS[: len(i["center_vectors"])]
    context = tuple(words[o] for o in i["outside_indices"])
    return (
        Word(value=words[i["center_index"]]),
        Index(value=_window(len(context))),
        Words(values=context),
        WordIndex(indices={word: words.index(word) for word in sorted(words)}),  # not in the order of the indices
        Array(value=i["center_vectors"]),
        Array(value=i["outside_vectors"]),
        NO_DRAWS,
        replace(_table(i), parameters=("centerWordVec", "outsideWordIdx", "outsideVectors", "dataset")),
    )


# --- the two interfaces ---------------------------------------------------------------------------------------------------


def _interface(name: str, functions: dict[str, tuple[str, Spell]]) -> Interface:
    """An interface from the name and the arguments of every function. Every file has a sigmoid: that name selects none."""
    signatures = tuple(
        Signature(function=function, name=spelled, arguments=arguments, starter=STARTERS.get(spelled, ""))
        for function, (spelled, arguments) in functions.items()
    )
    return Interface(name=name, signatures=signatures, selected_by=frozenset(s.name for s in signatures) - {"sigmoid"})


OWN = _interface(
    "own",
    {
        "sigmoid": ("sigmoid", _x),
        "sigmoid_gradient": ("sigmoid_gradient", _x),
        "naive_softmax": ("naive_softmax_loss_and_gradient", _own_naive),
        "negative_sampling": ("negative_sampling_loss_and_gradient", _own_negative),
        "skip_gram": ("skip_gram_loss_and_gradient", _own_skip),
    },
)

CS224N = _interface(
    "cs224n",
    {
        "sigmoid": ("sigmoid", _x),
        "naive_softmax": ("naiveSoftmaxLossAndGradient", _course_naive),
        "negative_sampling": ("negSamplingLossAndGradient", _course_negative),
        "skip_gram": ("skipgram", _course_skip),
    },
)
