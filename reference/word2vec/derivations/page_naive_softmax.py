"""The page, (a) to (d), line by line: each `=` is proved, and what is wrong on the page is shown to be wrong.

A name in a circle stands for the part of a line that it is written under.
"""

from __future__ import annotations

import sympy as sp

from grader.symbolic import (
    Array,
    Index,
    as_written,
    circled,
    derivative,
    erratum,
    exp,
    log,
    since,
    step,
    total,
)

from . import given
from .letters import COORDINATES, WORDS, o, q, score, u, v, w
from .naive_softmax import NOT_TRUE_WORD, ROW, A, B, C, D, J, y, yhat

x = Index("x", WORDS)
NOTHING = sp.Mul(-1, 0, evaluate=False)
"""-0, as it is written in the table of cases."""
v_u = Array("v_u", COORDINATES)
"""What the page takes a derivative by on line 23: J does not depend on it."""

with as_written():
    SUM = total(WORDS, lambda w: exp(score(w)))
    FRACTION = exp(score(o)) / SUM

    PART_A = (
        step("a", 5, A),
        step("a", 0, yhat(w), exp(score(w)) / SUM),
        step("a", 0, J, log(SUM) - score(o), note="as it is computed in code"),
        step("a", 7, y(o), 1),
        step("a", 7, y(w), since(0, NOT_TRUE_WORD), note="`y_w` compares two words, not their vectors"),
        step("a", 7, -total(WORDS, lambda w: y(w) * log(yhat(w))), -y(o) * log(yhat(o)), -log(yhat(o))),
    )

    first = circled(1, derivative(log(exp(score(o))), v[q]))
    second = circled(2, derivative(log(SUM), v[q]))
    PART_B = (
        step("b", 11, J, -log(yhat(o)), given.SOFTMAX, note="`yhat_w` is `P(w|c)`"),
        step(
            "b",
            13,
            -derivative(log(FRACTION), v[q]),
            -(first - second),
            errata=(
                erratum("the minus is missing on the left", derivative(log(FRACTION), v[q]), -(first - second)),
                erratum("the circled 1 stands behind the whole line, and names its first term from line 15 on"),
            ),
        ),
        step("b", 15, first, derivative(score(o), v[q]), u[o, q]),
        step("b", 17, second, 1 / SUM * derivative(SUM, v[q]), 1 / SUM * total(WORDS, lambda x: exp(score(x)) * u[x, q])),
        step(
            "b",
            19,
            -(first - second),
            -(u[o, q] - 1 / SUM * total(WORDS, lambda x: exp(score(x)) * u[x, q])),
            total(WORDS, lambda x: exp(score(x)) * u[x, q] / SUM) - u[o, q],
            errata=erratum(
                "the brace `P(x|c)` holds the vector `u_x`, too: `P(x|c)` is a number", yhat(x), exp(score(x)) * u[x, q] / SUM
            ),
        ),
        step(
            "b",
            21,
            total(WORDS, lambda x: exp(score(x)) * u[x, q] / SUM) - u[o, q],
            total(WORDS, lambda x: yhat(x) * u[x, q]) - u[o, q],
            B,
        ),
    )

    of_score = circled(1, derivative(score(w), u[w, q]))
    of_true = circled(1, derivative(score(o), u[w, q]))
    of_sum = circled(2, derivative(log(SUM), u[w, q]))
    PART_C = (
        step(
            "c",
            23,
            derivative(J, u[w, q]),
            errata=erratum("the derivative is by `u_w`; `J` has no `v_u`", derivative(J, v_u[q]), ROW),
        ),
        step("c", 25, J, -log(yhat(o)), given.SOFTMAX),
        step(
            "c",
            27,
            -derivative(log(FRACTION), u[w, q]),
            -(of_true - of_sum),
            errata=erratum(
                "`w` is the word of the derivative and the index of the sum; read so, each term has its own derivative",
                of_sum,
                1 / SUM * total(WORDS, lambda x: exp(score(x)) * v[q]),
            ),
        ),
        step("c", 29, derivative(score(o), u[o, q]), v[q], note="the case `w = o`"),
        step(
            "c",
            30,
            of_true,
            since(0, NOT_TRUE_WORD),
            errata=erratum("`u_o != u_w` compares vectors: two different words may have equal ones; the condition is `w != o`"),
        ),
        step("c", 32, of_sum, 1 / SUM * exp(score(w)) * v[q]),
        step(
            "c",
            34,
            derivative(J, u[o, q]),
            -v[q] + v[q] * exp(score(o)) / SUM,
            v[q] * (exp(score(o)) / SUM - 1),
            C[1],
            note="the case `w = o`",
            errata=erratum(
                "what stands at the head of both cases equals nothing: the denominator is lost",
                of_sum,
                v[q] * exp(score(w)),
            ),
        ),
        step(
            "c",
            34,
            derivative(J, u[w, q]),
            since(NOTHING + v[q] * exp(score(w)) / SUM, NOT_TRUE_WORD),
            v[q] * (exp(score(w)) / SUM + NOTHING),
            C[2],
        ),
        step(
            "c",
            36,
            C[0],
            errata=erratum(
                "this matrix is the answer to (d), of which this part is one column",
                derivative(J, u[w, q]),
                v[q] * (yhat(x) - y(x)),
                whole=(q, x),
            ),
        ),
    )

    PART_D = (step("d", 0, derivative(J, u[w, q]), (yhat(w) - y(w)) * v[q], note="a column of the matrix"), step("d", 36, D[0]))

STEPS = (*PART_A, *PART_B, *PART_C, *PART_D)
