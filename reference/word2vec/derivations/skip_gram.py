"""(h): the skip-gram loss of a center word c and the words around it, J_sg = sum_j J(v_c, w_{t+j}, U) over -m <= j <= m, j != 0.

J may be any loss of a pair of words: nothing is used of it but what it depends on, which is v_c, the outside word and U. The
context words are w_{t+j}, with one index, t + j. There are C of them: 2m inside a text and fewer at its ends. A word may stand
there twice, and then it counts twice.

    dJ_sg/dU   = sum_j dJ(v_c, w_{t+j}, U)/dU
    dJ_sg/dv_c = sum_j dJ(v_c, w_{t+j}, U)/dv_c
    dJ_sg/dv_w = 0 for w != c, because J uses the center vectors only through v_c

That j != 0 is no reason for the last line: it says that a word is not its own context. Without w != c the line is false.
"""

from __future__ import annotations

from typing import Any

from grader.symbolic import (
    Array,
    Callback,
    Derivation,
    Different,
    Index,
    Sort,
    delta,
    equation,
    exp,
    gradient,
    log,
    row,
    size_of,
    total,
    unknown,
    world,
)

from .letters import COORDINATES, WORDS, c, j, p, q, u, w, x

CONTEXT = Sort("C", letters="ab")
a = Index("a", CONTEXT)
b = Index("b", CONTEXT)
"""Any one position of the context."""
context = Array("context", CONTEXT, values=WORDS)
"""The words around c: context[a] is a word, the one at w_{t+j} for the a-th j."""
v = Array("v", WORDS, COORDINATES)
"""The center vectors (V, d), of which v_c is row c."""
C = size_of(CONTEXT)

DJ_DV = Array("dJ/dv", WORDS, COORDINATES)
"""dJ/dv_c for the pair (c, w), coordinate q."""
DJ_DU = Array("dJ/du", WORDS, WORDS, COORDINATES)
"""dJ/du_p for the pair (c, w), coordinate q."""
J = unknown("J", {row(v, c): DJ_DV, u: DJ_DU})
J_SG = total(a, J(context[a]))

NOT_CENTER = Different("w is not the center word c", p, c)


def n(word: Any) -> Any:
    """The number of times that a word stands in the context."""
    return total(a, delta(context[a], word))


def slips(value: Any, center_word: Any) -> dict[str, Any]:
    """Wrong sums over the context, of what `value` gives for each word of it."""
    everything = total(a, value(context[a]))
    return {
        "sign-flipped": -everything,
        "one-pair-only": value(context[b]),
        "one-pair-missing": everything - value(context[b]),
        "averaged": everything / C,
        "twice": 2 * everything,
        "nothing-added": 0,
        "one-side-only": everything / 2,
        "with-center-word": everything + value(center_word),
        "of-center-word": C * value(center_word),
        "squared": total(a, value(context[a]) ** 2),
    }


LOSS = equation(
    "h.loss",
    "J_sg = sum_w n_w J(v_c, w, U): a word that stands twice counts twice",
    J_SG,
    total(w, n(w) * J(w)),
    output="loss",
    wrong=slips(J, c),
)
OUTSIDE = gradient(
    "h.U",
    "dJ_sg/dU = sum_j dJ(v_c, w_{t+j}, U)/dU",
    of=J_SG,
    by=u[p, q],
    equals=total(a, DJ_DU[context[a], p, q]),
    output="grad_outside_vectors",
    wrong=slips(lambda word: DJ_DU[word, p, q], c),
)
CENTER = gradient(
    "h.vc",
    "dJ_sg/dv_c = sum_j dJ(v_c, w_{t+j}, U)/dv_c",
    of=J_SG,
    by=v[c, q],
    equals=total(a, DJ_DV[context[a], q]),
    output="grad_center_vectors",
    wrong=slips(lambda word: DJ_DV[word, q], c),
)
OTHERS = gradient(
    "h.vw",
    "dJ_sg/dv_w = 0 for w != c",
    of=J_SG,
    by=v[p, q],
    equals=0,
    facts=(NOT_CENTER,),
    output="grad_center_vectors",
    wrong={
        "every-row": total(a, DJ_DV[context[a], q]),
        "context-rows": total(a, delta(p, context[a]) * DJ_DV[context[a], q]),
        "own-pair": DJ_DV[p, q],
        "as-outside-vector": total(a, DJ_DU[context[a], p, q]),
    },
)
ANY_CENTER = gradient(
    "h.vw",
    "dJ_sg/dv_w = [w = c] sum_j dJ(v_c, w_{t+j}, U)/dv_c for every word w",
    of=J_SG,
    by=v[p, q],
    equals=delta(p, c) * total(a, DJ_DV[context[a], q]),
)

# --- the same with the naive softmax as J ---------------------------------------------------------------------------------


def score(word: Any) -> Any:
    """u_w.v_c, a number."""
    return total(j, u[word, j] * v[c, j])


Z = total(x, exp(score(x)))


def yhat(word: Any) -> Any:
    """P(w | c)."""
    return exp(score(word)) / Z


SOFTMAX = total(a, -log(yhat(context[a])))

WITH_SOFTMAX = (
    equation(
        "h.loss",
        "with the naive softmax J_sg = C log sum_x exp(u_x.v_c) - sum_j u_{w_{t+j}}.v_c",
        SOFTMAX,
        C * log(Z) - total(a, score(context[a])),
    ),
    gradient(
        "h.U",
        "with the naive softmax dJ_sg/du_w = (C yhat_w - n_w) v_c",
        of=SOFTMAX,
        by=u[p, q],
        equals=(C * yhat(p) - n(p)) * v[c, q],
    ),
    gradient(
        "h.vc",
        "with the naive softmax dJ_sg/dv_c = C U yhat - sum_j u_{w_{t+j}}",
        of=SOFTMAX,
        by=v[c, q],
        equals=C * total(w, u[w, q] * yhat(w)) - total(a, u[context[a], q]),
    ),
    gradient("h.vw", "with the naive softmax dJ_sg/dv_w = 0 for w != c", of=SOFTMAX, by=v[p, q], equals=0, facts=(NOT_CENTER,)),
)

DERIVATION = Derivation(
    function="skip_gram",
    symbols={
        "center_index": c,
        "outside_indices": context,
        "center_vectors": v,
        "outside_vectors": u,
        "loss_and_gradient": Callback(function=J, arguments=(row(v, c), x, u)),
    },
    loss=J_SG,
    claims=(LOSS, OUTSIDE, CENTER, OTHERS, ANY_CENTER, *WITH_SOFTMAX),
    worlds=(
        world(V=3, d=2, C=2, c=1, context=(2, 0)),
        world(V=4, d=1, C=4, c=2, context=(3, 1, 3, 2)),
        world(V=2, d=3, C=1, c=0, context=(1,)),
    ),
)
