"""Wrong programs that no part of the contract is sure to reject, each with the reason."""

from __future__ import annotations

from functools import partial

import numpy as np

from tests.corpus.corpus import BY_LUCK, UNSEEN
from tests.corpus.kinds_common import TARGETS, kind
from tests.corpus.kinds_conditions import largest_judged_logit, largest_logit, most_often, turned_round, when

# --- what no graded case holds --------------------------------------------------------------------------------------------

NEVER = {
    "naive_softmax": (
        when("d = 3", lambda r: r.d == 3),
        when("V = 10", lambda r: r.V == 10),
        when("V = 2", lambda r: r.V == 2),
        when("logits beyond 10", lambda r: largest_logit(r) > 10),
    ),
    "negative_sampling": (
        when("d = 3", lambda r: r.d == 3),
        when("K = 1", lambda r: r.K == 1),
        when("K > 8", lambda r: r.K > 8),
        when("logits beyond 6", lambda r: largest_judged_logit(r) > 6),
        when("o among the samples", lambda r: r.o in r.samples),
        when("a word drawn five times", lambda r: most_often(r.samples) == 5),
    ),
    "skip_gram": (
        when("d = 3", lambda r: r.C.shape[1] == 3),
        when("an empty context", lambda r: not r.context),
        when("a context of more than six words", lambda r: len(r.context) > 6),
        when("a word four times in the context", lambda r: most_often(r.context) == 4),
    ),
    **dict.fromkeys(
        ("sigmoid", "sigmoid_gradient"),
        (
            when("one number alone", lambda r: r.x.ndim == 0),
            when("three axes", lambda r: r.x.ndim == 3),
            when("arguments beyond 7", lambda r: np.abs(r.x).max() > 7),
            when("an empty array", lambda r: r.x.size == 0),
        ),
    ),
}


def never(function):
    """Wrong where no graded case looks: fair inputs are what the contract promises, and these lie outside, or between, them."""
    target = TARGETS[function][0]
    return [
        kind(
            function,
            f"{target.name}: sign turned round for {condition.name}",
            UNSEEN,
            partial(turned_round, [target]),
            (),
            when=condition.holds,
            why=f"no graded case has {condition.name}",
        )
        for condition in NEVER[function]
    ]


# --- what a draw holds by luck --------------------------------------------------------------------------------------------

LUCK = {
    "naive_softmax": (
        (1, when("the true word is the likeliest", lambda r: r.o == np.argmax(r.z))),
        (1, when("the true word is the least likely", lambda r: r.o == np.argmin(r.z))),
    ),
    "negative_sampling": (
        (3, when("word 0 among the samples", lambda r: 0 in r.samples)),
        (3, when("the last word among the samples", lambda r: r.V - 1 in r.samples)),
        (3, when("the word after o among the samples", lambda r: r.o + 1 in r.samples)),
    ),
    "skip_gram": (
        (1, when("word 0 in the context", lambda r: 0 in r.context)),
        (1, when("the last word in the context", lambda r: len(r.C) - 1 in r.context)),
        (1, when("the word after c in the context", lambda r: r.c + 1 in r.context)),
    ),
}


def by_luck(function):
    """Wrong for what some draws hold and others do not."""
    found = []
    for place, condition in LUCK.get(function, ()):
        target = TARGETS[function][place]
        found.append(
            kind(
                function,
                f"{target.name}: sign turned round for {condition.name}",
                BY_LUCK,
                partial(turned_round, [target]),
                (),
                when=condition.holds,
                may=target.pieces(target.spoils),
                why=f"no case is made to hold {condition.name}",
            )
        )
    return found
