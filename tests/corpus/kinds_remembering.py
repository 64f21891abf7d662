"""Programs that keep something between calls: the first answer is right, later ones are wrong."""

from __future__ import annotations

import itertools

import numpy as np

from tests.corpus.corpus import PIECES, Kind
from tests.corpus.kinds_common import RECORDS


def _right(function, inputs):
    return RECORDS[function](1, *inputs).outputs


def _answers_by(function, key):
    """What it has once answered to a key it answers again. `key(inputs)` is what it looks at."""

    def make(_module):
        kept = {}

        def program(*inputs):
            return kept.setdefault(key(inputs), _right(function, inputs))

        return program

    return make


def _previous_answer(function):
    """One call behind."""

    def make(_module):
        kept = []

        def program(*inputs):
            kept.append(_right(function, inputs))
            return kept[max(0, len(kept) - 2)]

        return program

    return make


def _raises_after(function, calls):
    def make(_module):
        count = itertools.count(1)

        def program(*inputs):
            if next(count) > calls:
                raise RuntimeError("called too often")
            return _right(function, inputs)

        return program

    return make


def _adds_to_the_last_of_that_shape(function):
    """Gradients are added to arrays that are kept for each shape of the vectors."""

    def make(_module):
        kept = {}

        def program(*inputs):
            loss, *gradients = _right(function, inputs)
            shape = _shapes(inputs)
            kept[shape] = [a + b for a, b in zip(gradients, kept.get(shape, (0, 0)), strict=True)]
            return loss, *kept[shape]

        return program

    return make


def _shapes(inputs):
    return tuple(x.shape for x in inputs if isinstance(x, np.ndarray))


def _words(inputs):
    """Sizes and words, not the vectors."""
    return (*_shapes(inputs), *(tuple(np.ravel(x)) for x in inputs if isinstance(x, int | list)))


def _vectors(inputs):
    return tuple(x.tobytes() for x in inputs if isinstance(x, np.ndarray))


def remembering(function):
    """All of them for one function; what is zero by definition stays zero whatever is kept of the same words."""
    every = frozenset(PIECES[function])
    zero = every & {"h.vw"}
    losses = frozenset({"a", "f.loss", "h.loss"})
    table = [
        ("answers always what it answered first", _answers_by(function, lambda _: ()), every, ()),
        ("answers one call late", _previous_answer(function), every, ()),
        ("raises from its second call on", _raises_after(function, 1), every, ()),
        ("raises from its fourth call on", _raises_after(function, 3), every, ()),
        ("answers by the sizes alone", _answers_by(function, _shapes), every, ()),
    ]
    if len(every) > 1:
        table += [
            ("answers by sizes and words", _answers_by(function, _words), every - zero, zero),
            ("answers by the vectors alone", _answers_by(function, _vectors), every, ()),
            ("gradients added to the last of that shape", _adds_to_the_last_of_that_shape(function), every - losses, ()),
        ]
    return [
        Kind(function=function, name=name, family="remembers", make=make, spoils=spoils, may=frozenset(may), again=True)
        for name, make, spoils, may in table
    ]
