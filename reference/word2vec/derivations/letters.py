"""Letters that all derivations share.

On paper U is d x V and the outside vector u_w is a column of it; v_c and u_w are d x 1. Here u[w, j] is coordinate j of u_w,
indexed in the order of the code, where words are rows: `outside_vectors[w, j]`.

The index of a sum is the argument of a function, and means nothing outside of it. In dJ/du_w of log sum_w exp(u_w.v_c) there are
two different w: the derivative by any word's vector is taken by u_w here, and sums run over another letter.
"""

from __future__ import annotations

from typing import Any

from grader.symbolic import Array, Index, Sort, total, unknown

WORDS = Sort("V", letters="wxz")
COORDINATES = Sort("d", letters="ji", coordinate=True)
SAMPLES = Sort("K", letters="ki", span="*=1..K", short=True)
CONTEXT = Sort("C", letters="jk", place="t+*", span="-m <= * <= m, * != 0")
ENTRIES = Sort("n", letters="i", silent=True)

o = Index("o", WORDS)
"""The outside word: the word in the context."""
c = Index("c", WORDS)
"""The center word."""
w = Index("w", WORDS)
"""Any word: a claim about w holds for each."""
x = Index("x", WORDS)
"""Any word, where w_1, w_2, ... are samples or context words."""
k = Index("k", SAMPLES)
"""Any sample."""
q = Index("q", COORDINATES)
"""Any coordinate."""
i = Index("i", ENTRIES)
"""Any entry."""

u = Array("u", WORDS, COORDINATES)
"""The outside vectors (V, d)."""
v = Array("v_c", COORDINATES)
"""The center vector (d,)."""
vectors = Array("v", WORDS, COORDINATES)
"""The center vectors (V, d), of which v_c is row c in skip-gram."""
samples = Array("w", SAMPLES, values=WORDS)
"""The samples w_1 ... w_K: samples[k] is a word. The vector of sample k is written u_k."""
context = Array("w", CONTEXT, values=WORDS)
"""The words around c: context[j] is the word w_{t+j}."""
X = Array("x", ENTRIES)
"""Any numbers (n,)."""
loss_of_pair = unknown("J")
"""Any loss J(v_c, w, U) of a pair of words."""


def score(word: Any) -> Any:
    """u_w.v_c, a number."""
    return total(COORDINATES, lambda j: u[word, j] * v[j])
