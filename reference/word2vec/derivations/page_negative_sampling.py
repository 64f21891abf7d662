"""The page, (f), line by line, and (g), which it skips: each `=` is proved, and what is wrong there is shown to be wrong."""

from __future__ import annotations

from typing import Any

from grader.symbolic import (
    Index,
    as_written,
    circled,
    delta,
    derivative,
    erratum,
    log,
    sigma,
    since,
    step,
    struck,
    total,
    vanishing,
)

from . import given
from .letters import SAMPLES, WORDS, k, o, q, samples, score, u, v
from .negative_sampling import (
    CENTER,
    DISTINCT,
    O_NOT_SAMPLED,
    REPEATED_ROWS,
    SAMPLED_ROWS,
    TRUE_ROW,
    WITHOUT_SIGMA,
    J,
    n,
)

zero = Index("zero", WORDS)
"""The number 0 that the page writes for the letter o."""


def drawn(sample: Any) -> Any:
    """sigma(-u_k^T v_c)."""
    return sigma(-score(samples[sample]))


with as_written():
    true = sigma(score(o))
    OF_TRUE = -log(true)
    OF_SAMPLES = total(SAMPLES, lambda i: log(drawn(i)))
    u_k = u[samples[k], q]

    F_LOSS = (
        step(
            "f.loss",
            44,
            J,
            given.NEGATIVE,
            WITHOUT_SIGMA,
            errata=(
                erratum("the outside word is `o`, a letter, and not word number 0", J, -log(sigma(score(zero))) - OF_SAMPLES),
                erratum("`k` counts the samples and cannot be their number: the sum goes to `K`"),
                erratum("`u_k` is short for `u_{w_k}`, which is never said"),
            ),
        ),
    )

    first, second = circled(1, derivative(OF_TRUE, v[q])), circled(2, derivative(OF_SAMPLES, v[q]))
    F_CENTER = (
        step("f.vc", 46, derivative(J, v[q]), first - second),
        step(
            "f.vc",
            48,
            first,
            -1 / true * derivative(true, v[q]),
            -1 / struck(true) * struck(true) * (1 - true) * u[o, q],
            -(1 - true) * u[o, q],
        ),
        step(
            "f.vc",
            50,
            second,
            total(SAMPLES, lambda k: derivative(log(drawn(k)), v[q])),
            total(SAMPLES, lambda k: 1 / drawn(k) * derivative(drawn(k), v[q])),
            -total(SAMPLES, lambda k: struck(drawn(k)) * (1 - drawn(k)) / struck(drawn(k)) * u[samples[k], q]),
            -total(SAMPLES, lambda k: (1 - drawn(k)) * u[samples[k], q]),
        ),
        step("f.vc", 52, first - second, CENTER),
    )

    first, second = circled(1, derivative(OF_TRUE, u[o, q])), circled(2, derivative(OF_SAMPLES, u[o, q]))
    F_TRUE = (
        step(
            "f.uo",
            54,
            derivative(J, u[o, q]),
            first - vanishing(second, O_NOT_SAMPLED),
            TRUE_ROW,
            errata=erratum("the reason compares a number with vectors; it is that `o` is none of the words `w_1, ..., w_K`"),
        ),
        step(
            "f.uo",
            56,
            first,
            -1 / true * derivative(true, u[o, q]),
            -struck(true) * (1 - true) / struck(true) * v[q],
            -(1 - true) * v[q],
        ),
    )

    first, second = derivative(OF_TRUE, u_k), circled(1, derivative(OF_SAMPLES, u_k))
    F_SAMPLED = (
        step(
            "f.uk",
            58,
            derivative(J, u_k),
            vanishing(first, O_NOT_SAMPLED) - second,
            -second,
            errata=(
                erratum("the sign: the sum stands behind a minus", derivative(J, u_k), second, O_NOT_SAMPLED),
                erratum("the remark that a term is 0 stands at the second term, and belongs to the first"),
                erratum("`k` is the sample of the derivative, the index of the sum and its upper end"),
            ),
        ),
        step(
            "f.uk",
            60,
            second,
            since(1 / struck(drawn(k)) * struck(drawn(k)) * (1 - drawn(k)) * (-v[q]), DISTINCT),
            -(1 - drawn(k)) * v[q],
            errata=erratum("true of samples that are different words only; otherwise it is (g)", second, -(1 - drawn(k)) * v[q]),
        ),
        step("f.uk", 62, -second, since(SAMPLED_ROWS, DISTINCT)),
    )

    same = total(SAMPLES, lambda i: delta(samples[i], samples[k]) * log(drawn(i)))
    other = total(SAMPLES, lambda i: (1 - delta(samples[i], samples[k])) * log(drawn(i)))
    G = (
        step("g", 0, OF_SAMPLES, same + other, n(samples[k]) * log(drawn(k)) + other),
        step("g", 0, derivative(other, u_k), 0, note="no vector of these words is `u_k`"),
        step(
            "g",
            0,
            derivative(J, u_k),
            vanishing(first, O_NOT_SAMPLED) - derivative(OF_SAMPLES, u_k),
            -n(samples[k]) * derivative(log(drawn(k)), u_k),
            REPEATED_ROWS,
        ),
    )

STEPS = (*F_LOSS, *F_CENTER, *F_TRUE, *F_SAMPLED, *G)
