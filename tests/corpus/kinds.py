"""All wrong programs, by function: those that a part of the contract must reject, and those that no part looks at."""

from __future__ import annotations

from functools import cache

from tests.corpus import kinds_leaning, kinds_sampling, kinds_sigmoid, kinds_skip_gram, kinds_softmax
from tests.corpus.corpus import NAMES
from tests.corpus.kinds_conditions import conditions
from tests.corpus.kinds_remembering import remembering
from tests.corpus.kinds_sizes import in_float32, not_finite, sizes
from tests.corpus.kinds_slips import slips
from tests.corpus.kinds_structure import structure
from tests.corpus.kinds_unseen import by_luck, never

FORMULAS = {
    "sigmoid": kinds_sigmoid.sigmoids,
    "sigmoid_gradient": lambda: kinds_sigmoid.sigmoid_gradients() + kinds_leaning.derivatives(),
    "naive_softmax": kinds_softmax.formulas,
    "negative_sampling": lambda: kinds_sampling.formulas() + kinds_leaning.samplings(),
    "skip_gram": kinds_skip_gram.formulas,
}


@cache
def all_kinds():
    """Function -> every kind, seen or not."""
    general = (slips, sizes, not_finite, in_float32, conditions, never, by_luck, structure, remembering)
    return {f: [*FORMULAS[f](), *(kind for make in general for kind in make(f))] for f in NAMES}


def kinds():
    """Function -> the kinds that a part must see."""
    return {f: [kind for kind in found if kind.spoils] for f, found in all_kinds().items()}


def unseen():
    """Function -> the kinds that no part looks at, or only in some draws, each with the reason."""
    return {f: [kind for kind in found if not kind.spoils] for f, found in all_kinds().items()}
