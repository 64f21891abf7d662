"""Programs that are wrong under one condition and right in every other call: for o = 0, for a repeat, for V == d, ...

Each condition says in which groups of graded cases it is sure to occur, so that what it spoils is known before anything is run.
Where the group's parts do not look at what is wrong, no part judges the kind, and it is listed apart.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from tests.corpus.corpus import UNSEEN
from tests.corpus.kinds_common import TARGETS, ZERO, kind
from tests.corpus.kinds_sizes import largest_entry


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCondition:
    """When it is wrong. `again` for what depends on the calls before this one."""

    name: str
    holds: Callable[[Any], bool]
    groups: frozenset[str] = frozenset({"all"})
    again: bool = False


def when(name, holds, *groups, again=False):
    return CaseCondition(name=name, holds=holds, groups=frozenset(groups or {"all"}), again=again)


def largest_logit(r):
    return float(np.abs(r.z).max())


def largest_judged_logit(r):
    return float(np.abs(r.z[[r.o, *r.samples]]).max())


def in_a_row(words):
    return any(a == b for a, b in itertools.pairwise(words))


def most_often(words):
    return max(list(words).count(w) for w in words)


A_REPEAT = "a repeat"
BOTH = ("distinct", "repeated")
CALLS = (
    ("the first call", lambda r: r.call == 1),
    ("the second call", lambda r: r.call == 2),
    ("every call after the first", lambda r: r.call > 1),
    ("every second call", lambda r: r.call % 2 == 0),
    ("the fourth call and later", lambda r: r.call > 3),
)

CONDITIONS = {
    "naive_softmax": (
        when("o = 0", lambda r: r.o == 0),
        when("o is the last word", lambda r: r.o == r.V - 1),
        when("o is neither the first nor the last word", lambda r: 0 < r.o < r.V - 1),
        when("V == d", lambda r: r.d == r.V),
        when("V != d", lambda r: r.d != r.V),
        when("more dimensions than words", lambda r: r.d > r.V),
        when("d = 2", lambda r: r.d == 2),
        when("d = 7", lambda r: r.d == 7),
        when("an odd number of words", lambda r: r.V % 2 == 1),
        when("V > 8", lambda r: r.V > 8),
        when("V < 5", lambda r: r.V < 5),
        when("tiny logits", lambda r: largest_logit(r) < 0.02),
        when("large logits", lambda r: largest_logit(r) > 2),
        *(when(name, holds, again=True) for name, holds in CALLS),
    ),
    "negative_sampling": (
        when("o = 0", lambda r: r.o == 0, *BOTH),
        when("o is the last word", lambda r: r.o == r.V - 1, *BOTH),
        when("o is neither the first nor the last word", lambda r: 0 < r.o < r.V - 1, *BOTH),
        when("o is the smallest index that is drawn, but not 0", lambda r: 0 < r.o < min(r.samples), *BOTH),
        when("K > 5", lambda r: r.K > 5, *BOTH),
        when("K = 2", lambda r: r.K == 2, "distinct"),
        when("more dimensions than words", lambda r: r.d > r.V, *BOTH),
        when("an even number of samples", lambda r: r.K % 2 == 0, *BOTH),
        when(A_REPEAT, lambda r: r.group == "repeated", "repeated"),
        when("no repeat", lambda r: r.group == "distinct", "distinct"),
        when("a word drawn three times", lambda r: most_often(r.samples) == 3, "repeated"),
        when("a word drawn just twice", lambda r: most_often(r.samples) == 2, "repeated"),
        when("one word drawn again and again", lambda r: len(set(r.samples)) == 1, "repeated"),
        when(
            "two draws of one word in a row",
            lambda r: in_a_row(r.samples),
            "repeated",
        ),
        when("two words that repeat", lambda r: (r.counts > 1).sum() > 1, "repeated"),
        when("V == d", lambda r: r.d == r.V, *BOTH),
        when("d = 2", lambda r: r.d == 2, *BOTH),
        when("tiny logits", lambda r: largest_logit(r) < 0.02, *BOTH),
        when("logits that are not tiny", lambda r: largest_judged_logit(r) > 0.05, *BOTH),
        *(when(name, holds, "distinct", again=True) for name, holds in CALLS[:2]),
        *(when(name, holds, *BOTH, again=True) for name, holds in CALLS[2:]),
    ),
    "skip_gram": (
        when("c = 0", lambda r: r.c == 0),
        when("c is the last word", lambda r: r.c == len(r.C) - 1),
        when("c is neither the first nor the last word", lambda r: 0 < r.c < len(r.C) - 1),
        when("the center word in its context", lambda r: r.c in r.context),
        when("the center word not in its context", lambda r: r.c not in r.context),
        when("a context of one word", lambda r: len(r.context) == 1),
        when("a context of more than four words", lambda r: len(r.context) > 4),
        when("an odd number of context words", lambda r: len(r.context) % 2 == 1),
        when("a word three times in the context", lambda r: most_often(r.context) == 3),
        when("no word twice in the context", lambda r: most_often(r.context) == 1),
        when("one word twice in a row", lambda r: in_a_row(r.context)),
        when("V == d", lambda r: r.C.shape[0] == r.C.shape[1]),
        when("more dimensions than words", lambda r: r.C.shape[0] < r.C.shape[1]),
        when("d = 2", lambda r: r.C.shape[1] == 2),
        when("V > 10", lambda r: len(r.C) > 10),
        *(when(name, holds, again=True) for name, holds in CALLS),
    ),
    **dict.fromkeys(
        ("sigmoid", "sigmoid_gradient"),
        (
            when("a vector", lambda r: r.x.ndim == 1),
            when("a matrix", lambda r: r.x.ndim == 2),
            when("one column", lambda r: r.x.shape[-1] == 1),
            when("more columns than rows", lambda r: r.x.ndim == 2 and r.x.shape[0] < r.x.shape[1]),
            when("a vector that holds zero", lambda r: bool((r.x == 0).any())),
            when("large arguments", lambda r: np.abs(r.x).max() > 3),
            when("tiny arguments", lambda r: np.abs(r.x).max() < 0.01),
            when("no more than two numbers", lambda r: r.x.size < 3),
            *(when(name, holds, again=True) for name, holds in CALLS),
        ),
    ),
}


def _slightly(target, record):
    """The hardest that is asked: one entry of one block off by 1e-6 in the calls where the condition holds."""
    target.change(record, lambda block, size: largest_entry(block, size, 1e-6))


def _not_zero(target, record):
    target.change(record, lambda block, _: largest_entry(block, 1.0, 1e-12))


def turned_round(targets, record):
    for target in targets:
        target.change(record, lambda block, _: -block)


def conditions(function):
    """Every condition: each block slightly wrong by itself, and all of them with their signs turned round."""
    found, targets = [], TARGETS[function]
    for condition in CONDITIONS[function]:
        for target in targets:
            how, text = (_not_zero, "1e-12 where 0 is due") if target.name in ZERO else (_slightly, "off by 1e-6")
            found.append(_kind(function, condition, [target], text, partial(how, target)))
        rest = [target for target in targets if target.name not in ZERO]  # a zero has no sign
        found.append(_kind(function, condition, rest, "every sign turned round", partial(turned_round, rest)))
    return [kind for kind in found if kind.spoils or kind.name.endswith(f"for {A_REPEAT}")]  # one of a sort is enough


def _kind(function, condition, targets, text, how):
    spoils = frozenset().union(*(target.pieces(condition.groups) for target in targets))
    return kind(
        function,
        f"{targets[0].name}: {text} for {condition.name}" if len(targets) == 1 else f"{text} for {condition.name}",
        "under a condition" if spoils else UNSEEN,
        how,
        spoils,
        when=condition.holds,
        again=condition.again,
        may=frozenset().union(*(target.pieces(target.spoils) for target in targets)),
        why="" if spoils else f"where there is {condition.name}, no part looks at {targets[0].name}",
    )
