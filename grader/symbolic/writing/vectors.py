"""Find the vectors and matrices in a formula that is written with coordinates.

u[w, q] with a free coordinate q is an entry of the vector u_w, and a formula that is linear in such entries is a vector: it is
written without its coordinate. sum_j u[w, j] v[j] is the inner product of two vectors, sum_w u[w, q] a[w] a matrix times one.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import sympy as sp

from grader.symbolic.definitions import Defined, Slope
from grader.symbolic.language import Index, IndexSum
from grader.symbolic.unknowns import Partial

Factors = list[Any]


def factors(e: Any) -> Factors:
    """The factors of a product, in the order in which they are written."""
    return [f for a in e.args for f in factors(a)] if isinstance(e, sp.Mul) else [e]


def product(parts: Factors) -> Any:
    """The product of these factors, in this order."""
    return reduce(lambda a, b: sp.Mul(a, b, evaluate=False), parts) if parts else sp.S.One


def terms(e: Any) -> list[Any]:
    """The terms of a sum, in the order in which they are written."""
    return [t for a in e.args for t in terms(a)] if isinstance(e, sp.Add) else [e]


def is_vector(e: Any, index: Index) -> bool:
    """True if e is linear in entries of vectors, numbered by this index: e can be written without it. 0 is one, too."""
    return _is_nothing(e) or _degree(e, index) == 1


def _is_nothing(e: Any) -> bool:
    return e == 0 or (isinstance(e, sp.Mul) and any(_is_nothing(a) for a in e.args))


def without(e: Any, index: Index) -> bool:
    """True if the index does not occur."""
    return index not in e.free_symbols


def _degree(e: Any, index: Index) -> int | None:
    """0 for a number, 1 for a vector over the index, None for what is neither (u_q v_q, exp(v_q), 1 + v_q)."""
    if without(e, index):
        return 0
    degree: int | None = None
    match e:
        case sp.Indexed() | Partial() | Defined() if index in e.indices:
            others = [*(i for i in e.indices if i != index), *([e.function] if isinstance(e, Partial) else [])]
            degree = 1 if e.indices.count(index) == 1 and all(without(i, index) for i in others) else None
        case Defined():
            degree = _degree(e.formula, index)
        case IndexSum():
            degree = _degree(e.body, index)
        case sp.Add():
            of_terms = {_degree(t, index) for t in e.args if not _is_nothing(t)}
            degree = of_terms.pop() if len(of_terms) == 1 else None
        case sp.Mul() | Slope():
            degrees = [_degree(f, index) for f in e.args]
            known = [d for d in degrees if d is not None]
            degree = sum(known) if len(known) == len(degrees) and sum(known) <= 1 else None
    return degree


def inner_product(e: IndexSum) -> tuple[Any, Any, Any] | None:
    """(number, one vector, the other) for sum_j of a product in which exactly two factors are vectors over a coordinate j."""
    index, parts = e.index, factors(e.body)
    if not index.sort.coordinate:
        return None
    vectors = [f for f in parts if not without(f, index)]
    if len(vectors) == 1 and isinstance(vectors[0], sp.Pow) and vectors[0].exp == 2:
        vectors = [vectors[0].base] * 2
    if len(vectors) != 2 or not all(is_vector(f, index) for f in vectors):
        return None
    return product([f for f in parts if without(f, index)]), *vectors


def matrix_times_vector(e: IndexSum, hidden: frozenset[Index]) -> tuple[sp.Indexed, Any] | None:
    """(entry of the matrix, vector) for sum_w u[w, q] a_w, where the entry of the matrix is written first and q is hidden.

    With the number first, sum_w a_w u_w, it is written as a sum of vectors: the author chooses by the order.
    """
    first, *rest = factors(e.body)
    index = e.index
    if index.sort.coordinate or not rest or not isinstance(first, sp.Indexed) or len(first.indices) != 2:
        return None
    row, column = first.indices
    if row != index or column not in hidden or not is_vector(product(rest), index):
        return None
    return first, product(rest)


def outer_product(e: Any, row: Index, column: Index) -> tuple[Any, Any] | None:
    """(a, b) for a product a_q b_p of a vector over `row` and a vector over `column`."""
    parts = factors(e)
    over_rows = [f for f in parts if not without(f, row)]
    over_columns = [f for f in parts if not without(f, column)]
    if not over_rows or not over_columns or any(f in over_columns for f in over_rows):
        return None
    numbers = [f for f in parts if without(f, row) and without(f, column)]
    a, b = product(numbers + over_rows), product(over_columns)
    return (a, b) if is_vector(a, row) and is_vector(b, column) else None
