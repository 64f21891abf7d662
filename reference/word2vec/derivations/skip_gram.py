"""(h): the skip-gram loss of a center word c and the words around it: the sum of J(v_c, w_{t+j}, U) over -m <= j <= m, j != 0.

J may be any loss of a pair of words: nothing is used of it but what it depends on, which is v_c, the outside word and U. The
context words are w_{t+j}, with one index, t + j. There are C of them: 2m inside a text and fewer at its ends. A word may stand
there twice, and then it counts twice.

The derivative by the vector of another word than c is 0 because J uses the center vectors only through v_c. That j != 0 is no
reason: it says that a word is not its own context.
"""

from __future__ import annotations

from typing import Any

from grader.symbolic import (
    Callback,
    Derivation,
    Different,
    as_written,
    delta,
    derivative,
    equation,
    exp,
    gradient,
    let,
    log,
    row,
    size_of,
    total,
    world,
)

from .letters import CONTEXT, COORDINATES, WORDS, c, context, loss_of_pair, q, u, vectors, x

C = size_of(CONTEXT)


def J(word: Any) -> Any:
    """The loss of the pair (c, word), of v_c, the word and U."""
    return loss_of_pair(row(vectors, c), word, u)


def dj_dv(word: Any) -> Any:
    """dJ/dv_c for the pair (c, word), coordinate q."""
    return derivative(J(word), vectors[c, q])


def dj_du(word: Any) -> Any:
    """dJ/du_p for the pair (c, word), coordinate q."""
    return derivative(J(word), u[x, q])


J_SG = let("J_sg", total(CONTEXT, lambda a: J(context[a])))

NOT_CENTER = Different(x, c)


n = let("n", WORDS, lambda word: total(CONTEXT, lambda a: delta(context[a], word)))
"""The number of times that a word stands in the context."""


LOSS = equation(
    "h.loss",
    J_SG,
    J_SG.formula,
    output="loss",
)
COUNTED = equation("h.loss", J_SG, total(WORDS, lambda w: n(w) * J(w)), note="a word that stands twice counts twice")
OUTSIDE = gradient(
    "h.U",
    of=J_SG,
    by=u[x, q],
    equals=total(CONTEXT, lambda a: dj_du(context[a])),
    output="grad_outside_vectors",
    whole=True,
)
CENTER = gradient(
    "h.vc",
    of=J_SG,
    by=vectors[c, q],
    equals=total(CONTEXT, lambda a: dj_dv(context[a])),
    output="grad_center_vectors",
)
OTHERS = gradient(
    "h.vw",
    of=J_SG,
    by=vectors[x, q],
    equals=0,
    facts=(NOT_CENTER,),
    output="grad_center_vectors",
)
with as_written():
    ROW_OF_CENTER = delta(x, c) * total(CONTEXT, lambda a: dj_dv(context[a]))
ANY_CENTER = gradient(
    "h.vw",
    of=J_SG,
    by=vectors[x, q],
    equals=ROW_OF_CENTER,
    output="grad_center_vectors",
)

# --- the same with the naive softmax as J ---------------------------------------------------------------------------------


def score(word: Any) -> Any:
    """u_w.v_c, a number."""
    return total(COORDINATES, lambda j: u[word, j] * vectors[c, j])


Z = let("Z", total(WORDS, lambda w: exp(score(w))))
yhat = let("yhat", WORDS, lambda w: exp(score(w)) / Z)
"""P(w | c)."""
SOFTMAX = let("J_softmax", total(CONTEXT, lambda a: -log(yhat(context[a]))))

with as_written():
    SOFTMAX_LOSS = C * log(Z) - total(CONTEXT, lambda a: score(context[a]))
    SOFTMAX_ROW = (C * yhat(x) - n(x)) * vectors[c, q]
    SOFTMAX_CENTER = C * total(WORDS, lambda w: u[w, q] * yhat(w)) - total(CONTEXT, lambda a: u[context[a], q])

WITH_SOFTMAX = (
    equation("h.loss", SOFTMAX, SOFTMAX_LOSS, note="with the naive softmax as J"),
    gradient("h.U", of=SOFTMAX, by=u[x, q], equals=SOFTMAX_ROW, note="with the naive softmax as J"),
    gradient("h.vc", of=SOFTMAX, by=vectors[c, q], equals=SOFTMAX_CENTER, note="with the naive softmax as J"),
    gradient("h.vw", of=SOFTMAX, by=vectors[x, q], equals=0, facts=(NOT_CENTER,)),
)

DERIVATION = Derivation(
    function="skip_gram",
    symbols={
        "center_index": c,
        "outside_indices": context,
        "center_vectors": vectors,
        "outside_vectors": u,
        "loss_and_gradient": Callback(function=loss_of_pair, arguments=(row(vectors, c), x, u)),
    },
    loss=J_SG,
    claims=(LOSS, COUNTED, OUTSIDE, CENTER, OTHERS, ANY_CENTER, *WITH_SOFTMAX),
    worlds=(
        world(V=3, d=2, C=2, c=1, w=(2, 0)),
        world(V=4, d=1, C=4, c=2, w=(3, 1, 3, 2)),
        world(V=2, d=3, C=1, c=0, w=(1,)),
    ),
)
