"""The mistakes of the assignment as wrong programs: right outputs, but for one that is what a slip makes of it."""

from __future__ import annotations

import itertools

import numpy as np

from grader import catalogue
from tests.corpus.corpus import Kind
from tests.corpus.kinds_common import RECORDS

WORD2VEC = catalogue.load("word2vec")
PIECES_OF = {"c": ("c.o", "c.w")}
"""The pieces that have no part of their own."""


def _program(mistake):
    function = WORD2VEC.function(mistake.function)
    record = RECORDS[mistake.function]

    def make(_module):
        calls = itertools.count(1)

        def program(*inputs):
            named = dict(zip(INPUTS[mistake.function], inputs, strict=True))
            right = record(next(calls), *inputs).outputs
            values = dict(zip(function.outputs, right if len(function.outputs) > 1 else (right,), strict=True))
            with np.errstate(all="ignore"):
                values[mistake.output] = mistake.formula(**named)
            return tuple(values.values()) if len(values) > 1 else values[mistake.output]

        return program

    return make


INPUTS = {case.function: tuple(case.inputs) for case in WORD2VEC.draw(0)}
"""The names of the inputs of each function, in the order in which `own` passes them."""
PAIR = ("center_vector", "outside_index", "outside_vectors")
INPUTS |= {"naive_softmax": PAIR, "negative_sampling": (*PAIR[:2], "negative_indices", PAIR[2])}


def slips(function):
    """Each mistake once, though several parts judge it. Of (c) it may spoil either half, and other parts may see it too."""
    found = {}
    for mistake in (m for m in WORD2VEC.mistakes if m.function == function):
        found.setdefault((mistake.output, mistake.code, mistake.what), []).append(mistake)
    return [
        Kind(
            function=function,
            name=f"{output}: {code}: {what}",
            family="slip",
            make=_program(same[0]),
            spoils=frozenset(m.part for m in same) - PIECES_OF.keys(),
            may=_pieces(function, output),
        )
        for (output, code, what), same in found.items()
    ]


def _pieces(function, output):
    parts = (part.id for part in WORD2VEC.parts for piece in part.pieces if (piece.function, piece.output) == (function, output))
    return frozenset(name for part in parts for name in PIECES_OF.get(part, (part,)))
