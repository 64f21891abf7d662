"""The page, (h), line by line: each `=` is proved, and what is wrong there is shown to be wrong."""

from __future__ import annotations

from grader.symbolic import as_written, derivative, erratum, since, step, total

from . import given
from .letters import CONTEXT, context, q, vectors, x
from .skip_gram import CENTER, COUNTED, J_SG, NOT_CENTER, OTHERS, OUTSIDE, J

INDEX = erratum("the context words are `w_{t+j}`, with one index, between `w_{t-m}` and `w_{t+m}`")

with as_written():
    by_other = vectors[x, q]
    STEPS = (
        step("h.loss", 0, J_SG, given.SKIP_GRAM, COUNTED),
        step("h.U", 64, OUTSIDE, errata=INDEX),
        step("h.vc", 66, CENTER, errata=INDEX),
        step(
            "h.vw",
            68,
            derivative(J_SG, by_other),
            total(CONTEXT, lambda j: derivative(J(context[j]), by_other)),
            since(OTHERS, NOT_CENTER),
            note="`x` is any word, `w` on the page",
            errata=(
                erratum("without `x != c` this is false: at `x = c` it is line 66", derivative(J_SG, by_other), 0),
                erratum("`j != 0` is no reason; `J` uses the center vectors through `v_c` alone"),
            ),
        ),
    )
