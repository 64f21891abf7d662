"""Write formulas as people read them, in ASCII, Unicode or LaTeX.

    writer(*formulas, style=UNICODE)        a Writer for formulas that stand beside one another, as the two sides of an equation

Vectors are written as on paper: the free coordinate q of dJ/dv_c[q] = sum_w u[w, q] (yhat_w - y_w) is left out where all formulas
side by side are vectors, and the line reads dJ/dv_c = U (yhat - y). The vector of a sample, u_{w_k}, is shortened to u_k.
"""

from __future__ import annotations

from typing import Any

from grader.symbolic.language import Index
from grader.symbolic.writing.formulas import Writer
from grader.symbolic.writing.hypotheses import hypothesis
from grader.symbolic.writing.marks import circled, struck, vanishing
from grader.symbolic.writing.styles import ASCII, LATEX, STYLES, UNICODE, Style
from grader.symbolic.writing.vectors import is_vector
from grader.symbolic.writing.words import in_code, layouts, remark

__all__ = [
    "ASCII",
    "LATEX",
    "STYLES",
    "UNICODE",
    "Style",
    "Writer",
    "circled",
    "hypothesis",
    "in_code",
    "layouts",
    "remark",
    "struck",
    "vanishing",
    "writer",
]


def writer(*formulas: Any, style: Style = ASCII, whole: tuple[Index, Index] | None = None) -> Writer:
    """A writer for these formulas. `whole` names the row and the column of a matrix that is written as a whole."""
    free = {s for e in formulas for s in e.free_symbols if isinstance(s, Index)}
    coordinates = {index for index in free if index.sort.coordinate}
    hidden = {q for q in coordinates if all(is_vector(e, q) for e in formulas)} if len(coordinates) == 1 else set()
    taken = {style.name(s.name) for s in free if s not in hidden}
    return Writer(style=style, hidden=frozenset(hidden), whole=whole, taken=frozenset(taken))
