"""All graded cases in a fixed order: each shape once, and then the first one four times again.

A program that keeps something from one call to the next (a buffer for each size, a softmax for each word, the last result) is
right as long as its key is new. So each group ends with the sizes and words of its first case with new vectors,
and with the vectors of its first case and other words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from grader import AssignmentError, Case, Inputs

from . import cases, shapes
from .cases import Vectors
from .shapes import Rng, Shape, Words

TRIES = 2000
"""A fair draw takes 1 to 60 tries at these sizes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Cases of one function: their shapes, the inputs made of vectors and words, and the test for fair draws."""

    function: str
    name: str
    shapes: tuple[Shape, ...]
    inputs: Callable[[Rng, Shape, Vectors, Words], Inputs]
    is_fair: Callable[[Inputs, Shape], bool]

    def draw(
        self, rng: Rng, shape: Shape, vectors: Callable[[], Vectors] | None = None, words: Words | None = None
    ) -> tuple[Inputs, Vectors, Words]:
        """The first fair draw, with vectors from `vectors` and these words if given. Raises AssignmentError if none is fair."""
        for _ in range(TRIES):
            drawn = (vectors() if vectors else cases.draw_vectors(rng, shape), words or shape.draw_words(rng))
            if len(np.unique(drawn[0][1], axis=0)) < shape.V:
                continue  # two words have the same vector by chance
            shape.give_twins(drawn[0][1], drawn[1])
            inputs = self.inputs(rng, shape, *drawn)
            if self.is_fair(inputs, shape):
                return inputs, *drawn
        raise AssignmentError(
            "no fair draw was found", where="word2vec", value=f"{TRIES} tries at {shape}", attempt="choose other sizes"
        )

    def case(self, inputs: Inputs, why: str) -> Case:
        """A case of this group."""
        return Case(function=self.function, group=self.name, inputs=inputs, why=why)


GROUPS = (
    Group(
        function="naive_softmax",
        name="naive_softmax",
        shapes=shapes.NAIVE,
        inputs=cases.naive_inputs,
        is_fair=cases.fair_naive,
    ),
    *(
        Group(
            function="negative_sampling",
            name=name,
            shapes=some,
            inputs=cases.negative_inputs,
            is_fair=cases.fair_negative,
        )
        for name, some in (("distinct", shapes.DISTINCT), ("repeated", shapes.REPEATED))
    ),
    Group(function="skip_gram", name="skip_gram", shapes=shapes.CONTEXTS, inputs=cases.skip_inputs, is_fair=cases.fair_skip),
)


def graded(rng: Rng) -> Iterator[Case]:
    """The graded cases."""
    yield from cases.sigmoid_cases(rng, "sigmoid")
    yield from cases.sigmoid_cases(rng, "sigmoid_gradient")
    for group in GROUPS:
        drawn = [group.draw(rng, shape) for shape in group.shapes]
        yield from (group.case(inputs, shape.why) for shape, (inputs, _, _) in zip(group.shapes, drawn, strict=True))
        yield from _once_more(rng, group, *drawn[0][1:])


def usual(rng: Rng, function: str) -> Iterator[Case]:
    """Cases of usual sizes: what is right only there has such a size written in it as a number. A sigmoid is given a number."""
    if function == "sigmoid":
        yield Case(function=function, group=function, inputs={"x": 0.5}, why="a plain number, as in the tests of the course")
    for group in (group for group in GROUPS if group.function == function):
        yield from (group.case(group.draw(rng, shape)[0], shape.why) for shape in shapes.USUAL.get(group.name, ()))


def _once_more(rng: Rng, group: Group, vectors: Vectors, words: Words) -> Iterator[Case]:
    """The first shape with its words and other vectors (of both kinds, or of one), and with its vectors and other words."""
    shape = group.shapes[0]

    def new() -> Vectors:
        return cases.draw_vectors(rng, shape)

    for choose, why in (
        (new, "the sizes and words of the first case, other vectors"),
        (lambda: (vectors[0], new()[1]), "all of the first case but its outside vectors"),
        (lambda: (new()[0], vectors[1]), "all of the first case but its center vectors"),
    ):
        yield group.case(group.draw(rng, shape, choose, words)[0], why)
    elsewhere, others = replace(shape, place="middle"), words
    while others[0] == words[0]:
        inputs, _, others = group.draw(rng, elsewhere, lambda: vectors)
    yield group.case(inputs, "the vectors of the first case, other words")
