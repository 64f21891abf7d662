"""(a) to (d): the naive-softmax loss J(v_c, o, U) and its gradients.

yhat_w is P(w | c), a number for each word; y_w is one at the outside word alone. The minus of J is there from the first line
on. The derivative by u_w is one vector for each word, and [w = o] in it compares indices, not vectors; all of them side by
side, as columns, are the matrix of (d). The lines that lead there stand in page_naive_softmax.
"""

from __future__ import annotations

from typing import Any

from grader.symbolic import (
    Array,
    Derivation,
    Different,
    as_written,
    delta,
    equation,
    exp,
    gradient,
    let,
    log,
    scalar,
    size_of,
    total,
    world,
)

from .letters import COORDINATES, WORDS, o, q, score, u, v, w

V = size_of(WORDS)
Z = let("Z", total(WORDS, lambda x: exp(score(x))))
y = let("y", WORDS, lambda w: delta(w, o))
"""[w = o]: whether two indices are the same, not whether two vectors are: two words may well have equal vectors."""
yhat = let("yhat", WORDS, lambda w: exp(score(w)) / Z)
"""A number between 0 and 1."""
J = let("J", -log(yhat(o)))

with as_written():
    CROSS_ENTROPY = -total(WORDS, lambda w: y(w) * log(yhat(w)))
    LOG_LIKELIHOOD = -log(yhat(o))
    CENTER = total(WORDS, lambda w: u[w, q] * (yhat(w) - y(w)))
    ROW = (yhat(w) - y(w)) * v[q]
    ROW_OF_TRUE_WORD = (yhat(o) - 1) * v[q]
    ROW_OF_OTHER_WORD = yhat(w) * v[q]
    MATRIX = v[q] * (yhat(w) - y(w))

# --- (a) ------------------------------------------------------------------------------------------------------------------

A = equation(
    "a",
    CROSS_ENTROPY,
    LOG_LIKELIHOOD,
    output="loss",
)

# --- (b) ------------------------------------------------------------------------------------------------------------------

B = gradient(
    "b",
    of=J,
    by=v[q],
    equals=CENTER,
    output="grad_center",
)

# --- (c) ------------------------------------------------------------------------------------------------------------------
# A vector for each word. The matrix that holds all of them is the answer to (d).

NOT_TRUE_WORD = Different(w, o)

C = (
    gradient(
        "c",
        of=J,
        by=u[w, q],
        equals=ROW,
        output="grad_outside",
    ),
    gradient("c", of=J, by=u[o, q], equals=ROW_OF_TRUE_WORD),
    gradient("c", of=J, by=u[w, q], equals=ROW_OF_OTHER_WORD, facts=(NOT_TRUE_WORD,)),
)

# --- (d) ------------------------------------------------------------------------------------------------------------------

H = Array("h", WORDS, COORDINATES)
"""Any direction in which U may move."""
t = scalar("t")


def moved_score(word: Any) -> Any:
    """(u_w + t h_w).v_c."""
    return total(COORDINATES, lambda j: (u[word, j] + t * H[word, j]) * v[j])


moved_yhat = let("yhat_t", WORDS, lambda w: exp(moved_score(w)) / total(WORDS, lambda x: exp(moved_score(x))))
MOVED = let("J_t", -log(moved_yhat(o)))
"""J(U + t H)."""
with as_written():
    RISE = total(WORDS, lambda w: (moved_yhat(w) - y(w)) * total(COORDINATES, lambda j: v[j] * H[w, j]))

D = (
    gradient(
        "d",
        of=J,
        by=u[w, q],
        equals=MATRIX,
        output="grad_outside",
        whole=True,
    ),
    gradient(
        "d",
        of=MOVED,
        by=t,
        equals=RISE,
        note="in any direction: each `u_w` moves along `h_w`, and `J_t` is the loss there",
    ),
)

DERIVATION = Derivation(
    function="naive_softmax",
    symbols={"center_vector": v, "outside_index": o, "outside_vectors": u},
    loss=J,
    claims=(A, B, *C, *D),
    worlds=(world(V=4, d=2, o=1), world(V=3, d=1, o=2), world(V=2, d=3, o=0)),
)
