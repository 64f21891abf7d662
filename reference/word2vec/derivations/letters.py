"""Letters that all derivations share.

On paper U is d x V and the outside vector u_w is a column of it; v_c and u_w are d x 1. Here u[w, j] is coordinate j of u_w,
indexed in the order of the code, where words are rows: `outside_vectors[w, j]`.

The letter of an index says what it can be: w, x, p, o, c are words, j and q coordinates, k and l samples, a and b places in the
context. The index of a sum is the argument of a function, and means nothing outside of it. In dJ/du_w of log sum_w exp(u_w.v_c)
there are two different w, so the derivative by any word's vector is taken by u_p here, and the sums run over w and x.
"""

from __future__ import annotations

from typing import Any

from grader.symbolic import Array, Index, Sort, total

WORDS = Sort("V", letters="xyz")
COORDINATES = Sort("d", letters="ji", coordinate=True)

o = Index("o", WORDS)
"""The outside word: the word in the context."""
c = Index("c", WORDS)
"""The center word."""
p = Index("p", WORDS)
"""Any word: a claim about p holds for each."""
q = Index("q", COORDINATES)
"""Any coordinate."""

u = Array("u", WORDS, COORDINATES)
"""The outside vectors (V, d)."""
v = Array("v_c", COORDINATES)
"""The center vector (d,)."""


def score(word: Any) -> Any:
    """u_w.v_c, a number."""
    return total(COORDINATES, lambda j: u[word, j] * v[j])
