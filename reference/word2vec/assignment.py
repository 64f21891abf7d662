"""word2vec as an assignment: what is computed, what is judged, and what it is worth (contract: 100 points)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np

from grader import HARMLESS_MODULES, NUMPY_MODULES, Assignment, Block, Function, Inputs, Part, Piece, Rows, StandIn

from . import cases, functions, gate, interfaces, mistakes

# --- what is computed -----------------------------------------------------------------------------------------------------

PAIR = ("loss", "grad_center", "grad_outside")
FUNCTIONS = (
    Function(name="sigmoid", reference=functions.sigmoid, outputs=("sigma",)),
    Function(name="sigmoid_gradient", reference=functions.sigmoid_gradient, outputs=("gradient",), derivative_of="sigmoid"),
    Function(
        name="naive_softmax",
        reference=functions.naive_softmax_loss_and_gradient,
        outputs=PAIR,
        gradients={"grad_center": "center_vector", "grad_outside": "outside_vectors"},
    ),
    Function(
        name="negative_sampling",
        reference=functions.negative_sampling_loss_and_gradient,
        outputs=PAIR,
        gradients={"grad_center": "center_vector", "grad_outside": "outside_vectors"},
    ),
    Function(
        name="skip_gram",
        reference=functions.skip_gram_loss_and_gradient,
        outputs=("loss", "grad_center_vectors", "grad_outside_vectors"),
        gradients={"grad_center_vectors": "center_vectors", "grad_outside_vectors": "outside_vectors"},
        ignores="ignores-loss-function",
    ),
)

# --- what is judged -------------------------------------------------------------------------------------------------------

ALL = Block(name="all entries")


def _rows(choose: Callable[[Inputs], object], matrix: str = "outside_vectors", *, others: bool = False) -> Rows:
    """The rows of `matrix` (V, d) whose indices `choose` names; with `others`, all but these."""

    def rows(inputs: Inputs) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        mask = np.zeros(len(inputs[matrix]), dtype=np.bool_)
        mask[np.array(choose(inputs))] = True
        return ~mask if others else mask

    return rows


def _largest_of_center(inputs: Inputs) -> float:
    """dJ/du_o is a multiple of v_c; near sigma(u_o.v_c) = 1 it is tiny, and v_c is the size it should be measured against."""
    return float(np.max(np.abs(inputs["center_vector"])))


def _touched(inputs: Inputs) -> list[int]:
    return [inputs["outside_index"], *inputs["negative_indices"]]


ROW_O = _rows(lambda i: i["outside_index"])
SAMPLED = Block(name="the sampled rows", rows=_rows(lambda i: list(i["negative_indices"])))
UNTOUCHED = Block(name="rows neither o nor sampled", rows=_rows(_touched, others=True), zero=True)
ROW_C = Block(name="row c", rows=_rows(lambda i: i["center_index"], "center_vectors"))
NOT_ROW_C = Block(name="rows other than c", rows=_rows(lambda i: i["center_index"], "center_vectors", others=True), zero=True)


def _piece(points: int, function: str, output: str, group: str, *blocks: Block) -> Piece:
    return Piece(points=Fraction(points), function=function, output=output, group=group, blocks=blocks or (ALL,))


def _naive(points: int, output: str, *blocks: Block) -> Piece:
    return _piece(points, "naive_softmax", output, "naive_softmax", *blocks)


def _negative(points: int, output: str, *blocks: Block, group: str = "distinct") -> Piece:
    return _piece(points, "negative_sampling", output, group, *blocks)


def _skip(points: int, output: str, *blocks: Block) -> Piece:
    return _piece(points, "skip_gram", output, "skip_gram", *blocks)


def _part(part_id: str, title: str, statement: str, *pieces: Piece) -> Part:
    return Part(id=part_id, title=title, statement=statement, pieces=pieces)


C_PIECES = (
    replace(_naive(5, "grad_outside", Block(name="row o", rows=ROW_O)), either_layout=True),
    replace(
        _naive(5, "grad_outside", Block(name="rows other than o", rows=_rows(lambda i: i["outside_index"], others=True))),
        either_layout=True,
    ),
)
F_UO = Block(name="row o", rows=ROW_O, scale=_largest_of_center)

PARTS = (
    _part("a", "naive-softmax loss", "J = -sum_w y_w log yhat_w = -log yhat_o", _naive(5, "loss")),
    _part("b", "softmax: center vector", "dJ/dv_c = U (yhat - y)", _naive(15, "grad_center")),
    _part("c", "softmax: each outside vector", "dJ/du_w = (yhat_w - y_w) v_c", *C_PIECES),
    _part("d", "softmax: all outside vectors", "dJ/dU = v_c (yhat - y)^T", _naive(10, "grad_outside")),
    _part(
        "e",
        "sigmoid and its derivative",
        "sigma' = sigma (1 - sigma)",
        _piece(5, "sigmoid", "sigma", "sigmoid"),
        _piece(5, "sigmoid_gradient", "gradient", "sigmoid_gradient"),
    ),
    _part("f.loss", "negative sampling: loss", "J = -log sigma(u_o.v_c) - sum_k log sigma(-u_k.v_c)", _negative(5, "loss")),
    _part(
        "f.vc",
        "negative sampling: center vector",
        "dJ/dv_c = -(1 - sigma(u_o.v_c)) u_o + sum_k (1 - sigma(-u_k.v_c)) u_k",
        _negative(10, "grad_center"),
    ),
    _part(
        "f.uo",
        "negative sampling: the true word",
        "dJ/du_o = -(1 - sigma(u_o.v_c)) v_c",
        _negative(5, "grad_outside", F_UO),
    ),
    _part(
        "f.uk",
        "negative sampling: the samples",
        "dJ/du_k = (1 - sigma(-u_k.v_c)) v_c",
        _negative(5, "grad_outside", SAMPLED, UNTOUCHED),
    ),
    _part(
        "g",
        "negative sampling: repeated samples",
        "dJ/du_k = n_k (1 - sigma(-u_k.v_c)) v_c",
        _negative(10, "grad_outside", SAMPLED, group="repeated"),
    ),
    _part("h.loss", "skip-gram: loss", "J_sg = sum_j J(v_c, w_{t+j}, U)", _skip(3, "loss")),
    _part("h.U", "skip-gram: outside vectors", "dJ_sg/dU = sum_j dJ/dU", _skip(5, "grad_outside_vectors")),
    _part("h.vc", "skip-gram: center vector", "dJ_sg/dv_c = sum_j dJ/dv_c", _skip(5, "grad_center_vectors", ROW_C)),
    _part(
        "h.vw",
        "skip-gram: other center vectors",
        "dJ_sg/dv_w = 0 for w != c",
        replace(_skip(2, "grad_center_vectors", NOT_ROW_C), only_where=ROW_C),
    ),
)

# --- the assignment -------------------------------------------------------------------------------------------------------

SIGMOID = """\
import numpy as np

def sigmoid(x, *_, **__):
    return np.exp(-np.logaddexp(0.0, -np.asarray(x, dtype=np.float64)))
"""

ASSIGNMENT = Assignment(
    name="word2vec",
    title="word2vec: losses and gradients",
    module="word2vec",
    functions=FUNCTIONS,
    interfaces=(interfaces.OWN, interfaces.CS224N),
    parts=PARTS,
    cases=cases.graded,
    gate=gate.gate,
    mistakes=mistakes.MISTAKES,
    helpers=interfaces.HELPERS,
    modules=(*NUMPY_MODULES, *HARMLESS_MODULES),
    stand_ins=(StandIn(function="sigmoid", needed_by=("sigmoid_gradient", "negative_sampling"), source=SIGMOID),),
)
