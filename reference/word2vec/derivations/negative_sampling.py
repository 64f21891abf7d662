"""(f), (g): the negative-sampling loss J(v_c, o, U) and its gradients.

The samples w_1 ... w_K are words, and u_k is short for u_{w_k}. There are K of them, k counts them. The outside word is o, a
letter and not the number 0. Two minus signs meet in the derivative of the samples' terms: that of the logarithm, and that of
the score.

The derivative by the vector of one sample speaks of samples that are different words only: if another sample is the same word,
its term remains too, and counting them is (g). Whether o was drawn and whether two samples are the same word are questions
about indices; vectors of different words may be equal, and it changes nothing. The lines that lead there stand in
page_negative_sampling.

(f) costs K + 1 inner products where the softmax costs V, and fills K + 1 columns of dJ/dU; the others are 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.symbolic import (
    Absent,
    Derivation,
    Different,
    Injective,
    as_written,
    delta,
    equation,
    exp,
    gradient,
    let,
    log,
    sigma,
    size_of,
    total,
    world,
)

from .letters import SAMPLES, WORDS, k, o, q, samples, score, u, v, x

K = size_of(SAMPLES)

DISTINCT = Injective(samples)
O_NOT_SAMPLED = Absent(samples, o)
P_NOT_SAMPLED = Absent(samples, x)
NOT_TRUE_WORD = Different(x, o)


n = let("n", WORDS, lambda word: total(SAMPLES, lambda k: delta(samples[k], word)))
"""The number of times that a word was drawn."""
with as_written():
    J = let("J", -log(sigma(score(o))) - total(SAMPLES, lambda k: log(sigma(-score(samples[k])))))

# J depends on the vectors through the K + 1 numbers u.v_c only. Its derivatives by these, then the chain rule:
with as_written():
    OF_TRUE = -(1 - sigma(score(o)))
"""The share of the true word's term in dJ/d(u_o.v_c), a number."""


def of_sample(word: Any) -> Any:
    """The share of one draw of a word in dJ/d(u_w.v_c), a number."""
    with as_written():
        return 1 - sigma(-score(word))


def center(of_true: Any, of_draw: Callable[[Any], Any]) -> Any:
    """The gradient of v_c from these: u_o and the u_k, added up."""
    with as_written():
        return of_true * u[o, q] + total(SAMPLES, lambda k: of_draw(samples[k]) * u[samples[k], q])


with as_written():
    SOFTPLUS = log(1 + exp(-score(o))) + total(SAMPLES, lambda k: log(1 + exp(score(samples[k]))))
    ROW_OF_TRUE_WORD = OF_TRUE * v[q]
    ROW_OF_SAMPLE = of_sample(samples[k]) * v[q]
    COUNTED = n(samples[k]) * of_sample(samples[k])
    ADDED_UP = total(SAMPLES, lambda i: delta(samples[i], samples[k]) * of_sample(samples[i]))
    ROW_OF_REPEATED = COUNTED * v[q]
    ROW = (n(x) * of_sample(x) - delta(x, o) * (1 - sigma(score(o)))) * v[q]

# --- (f) ------------------------------------------------------------------------------------------------------------------

LOSS = equation(
    "f.loss",
    J,
    J.formula,
    output="loss",
)

WITHOUT_SIGMA = equation("f.loss", J, SOFTPLUS)

CENTER = gradient(
    "f.vc",
    of=J,
    by=v[q],
    equals=center(OF_TRUE, of_sample),
    output="grad_center",
)

TRUE_ROW = gradient(
    "f.uo",
    of=J,
    by=u[o, q],
    equals=ROW_OF_TRUE_WORD,
    facts=(O_NOT_SAMPLED,),
    output="grad_outside",
)

SAMPLED_ROWS = gradient(
    "f.uk",
    of=J,
    by=u[samples[k], q],
    equals=ROW_OF_SAMPLE,
    facts=(DISTINCT, O_NOT_SAMPLED),
    output="grad_outside",
)

OTHER_ROWS = gradient(
    "f.uk",
    of=J,
    by=u[x, q],
    equals=0,
    facts=(P_NOT_SAMPLED, NOT_TRUE_WORD),
    output="grad_outside",
)

# --- (g) ------------------------------------------------------------------------------------------------------------------
# A word that was drawn n times stands in n terms of the sum. Differentiating "the k-th term only" gives (f) again.

REPEATED_ROWS = gradient(
    "g",
    of=J,
    by=u[samples[k], q],
    equals=ROW_OF_REPEATED,
    facts=(O_NOT_SAMPLED,),
    output="grad_outside",
)

ANY_ROW = gradient(
    "g",
    of=J,
    by=u[x, q],
    equals=ROW,
    output="grad_outside",
)

REPEATED = (
    REPEATED_ROWS,
    ANY_ROW,
    equation(
        "g",
        COUNTED,
        ADDED_UP,
    ),
    equation("g", n(samples[k]), 1, facts=(DISTINCT,), note="where no word is drawn twice, (f) is a case of (g)"),
)

# --- digits -----------------------------------------------------------------------------------------------------------------
# 1 - sigma(z) = sigma(-z), but where sigma(z) is close to 1 the difference has few digits. The code is measured by these forms.

KEEPS_DIGITS = "`sigma(-z)` keeps the digits that `1 - sigma(z)` loses where `sigma(z)` is close to 1"

with as_written():
    CENTER_IN_DIGITS = center(-sigma(-score(o)), lambda word: sigma(score(word)))
    TRUE_ROW_IN_DIGITS = -sigma(-score(o)) * v[q]
    ROW_IN_DIGITS = (n(x) * sigma(score(x)) - delta(x, o) * sigma(-score(o))) * v[q]

IN_DIGITS = (
    gradient(
        "f.vc",
        of=J,
        by=v[q],
        equals=CENTER_IN_DIGITS,
        output="grad_center",
        note=KEEPS_DIGITS,
    ),
    gradient(
        "f.uo",
        of=J,
        by=u[o, q],
        equals=TRUE_ROW_IN_DIGITS,
        facts=(O_NOT_SAMPLED,),
        output="grad_outside",
        note=KEEPS_DIGITS,
    ),
    gradient(
        "g",
        of=J,
        by=u[x, q],
        equals=ROW_IN_DIGITS,
        output="grad_outside",
        note=KEEPS_DIGITS,
    ),
)

DERIVATION = Derivation(
    function="negative_sampling",
    symbols={"center_vector": v, "outside_index": o, "negative_indices": samples, "outside_vectors": u},
    loss=J,
    claims=(LOSS, WITHOUT_SIGMA, CENTER, TRUE_ROW, SAMPLED_ROWS, OTHER_ROWS, *REPEATED, *IN_DIGITS),
    worlds=(
        world(V=4, d=2, K=2, o=1, w=(3, 0)),
        world(V=5, d=1, K=3, o=4, w=(2, 0, 3)),
        world(V=4, d=2, K=3, o=2, w=(1, 3, 1)),
        world(V=5, d=3, K=4, o=3, w=(2, 2, 0, 2)),
        world(V=2, d=3, K=1, o=0, w=(1,)),
    ),
)
