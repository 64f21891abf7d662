"""word2vec as an assignment: functions, parts, points and policy."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from grader import HARMLESS_MODULES, NUMPY_MODULES, Assignment, Block, Function, Inputs, Part, Piece, Policy, StandIn

from . import features, functions, generated, graded, interfaces, rows, stress_cases

# --- functions ------------------------------------------------------------------------------------------------------------

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
        takes={"loss_and_gradient": "naive_softmax"},
    ),
)

# --- parts ----------------------------------------------------------------------------------------------------------------

ALL = Block(name="all entries")


def _largest_of_center(inputs: Inputs) -> float:
    """dJ/du_o is a multiple of v_c; near sigma(u_o.v_c) = 1 it is tiny, so it is measured against v_c."""
    return float(np.max(np.abs(inputs["center_vector"])))


ROW_O = Block(name="row o", rows=rows.ROW_O)
NOT_ROW_O = Block(name="rows other than o", rows=rows.NOT_ROW_O)
SAMPLED_ROW_O = Block(name="row o", rows=rows.ROW_O, scale=_largest_of_center)
SAMPLED = Block(name="the sampled rows", rows=rows.SAMPLED)
UNTOUCHED = Block(name="rows neither o nor sampled", rows=rows.UNTOUCHED, expects_zero=True)
ROW_C = Block(name="row c", rows=rows.ROW_C)
NOT_ROW_C = Block(name="rows other than c", rows=rows.NOT_ROW_C, expects_zero=True)


def _piece(points: int, function: str, output: str, group: str, *blocks: Block) -> Piece:
    return Piece(points=Fraction(points), function=function, output=output, group=group, blocks=blocks or (ALL,))


def _naive(points: int, output: str, *blocks: Block) -> Piece:
    return _piece(points, "naive_softmax", output, "naive_softmax", *blocks)


def _negative(points: int, output: str, *blocks: Block, group: str = "distinct") -> Piece:
    return _piece(points, "negative_sampling", output, group, *blocks)


def _skip(points: int, output: str, *blocks: Block) -> Piece:
    return _piece(points, "skip_gram", output, "skip_gram", *blocks)


def _part(part_id: str, title: str, *pieces: Piece) -> Part:
    return Part(id=part_id, title=title, pieces=pieces)


C_PIECES = (
    replace(_naive(5, "grad_outside", ROW_O), either_layout=True),
    replace(_naive(5, "grad_outside", NOT_ROW_O), either_layout=True),
)
D_PIECE = replace(_naive(10, "grad_outside"), as_handed_in=True)

PARTS = (
    _part("a", "naive-softmax loss", _naive(5, "loss")),
    _part("b", "softmax: center vector", _naive(15, "grad_center")),
    _part("c", "softmax: each outside vector", *C_PIECES),
    _part("d", "softmax: all outside vectors", D_PIECE),
    _part(
        "e",
        "sigmoid and its derivative",
        _piece(5, "sigmoid", "sigma", "sigmoid"),
        _piece(5, "sigmoid_gradient", "gradient", "sigmoid_gradient"),
    ),
    _part("f.loss", "negative sampling: loss", _negative(5, "loss")),
    _part(
        "f.vc",
        "negative sampling: center vector",
        _negative(10, "grad_center"),
    ),
    _part(
        "f.uo",
        "negative sampling: the true word",
        _negative(5, "grad_outside", SAMPLED_ROW_O),
    ),
    _part(
        "f.uk",
        "negative sampling: the samples",
        _negative(5, "grad_outside", SAMPLED, UNTOUCHED),
    ),
    _part(
        "g",
        "negative sampling: repeated samples",
        _negative(10, "grad_outside", SAMPLED, group="repeated"),
    ),
    _part("h.loss", "skip-gram: loss", _skip(3, "loss")),
    _part("h.U", "skip-gram: outside vectors", _skip(5, "grad_outside_vectors")),
    _part("h.vc", "skip-gram: center vector", _skip(5, "grad_center_vectors", ROW_C)),
    _part(
        "h.vw",
        "skip-gram: other center vectors",
        replace(_skip(2, "grad_center_vectors", NOT_ROW_C), scored_only_if=ROW_C),
    ),
)

# Repeated samples are paid for in g, where only the sampled rows are judged. These pieces are worth nothing, but report to a
# student who counts each word once in the loss or in dJ/dv_c.
WATCHED = (
    _negative(0, "loss", group="repeated"),
    _negative(0, "grad_center", group="repeated"),
    _negative(0, "grad_outside", SAMPLED_ROW_O, group="repeated"),
    _negative(0, "grad_outside", UNTOUCHED, group="repeated"),
)

# --- policy ---------------------------------------------------------------------------------------------------------------

POLICY = Policy(
    # Right values in another form (a column for a vector, words in columns): the derivation is right, the code is not.
    partial=Fraction(1, 2),
    by_code={
        "shape": Fraction(1, 2),
        # Right to 7 digits: the derivation is right, one step was rounded to float32.
        "precision": Fraction(1, 2),
    },
    incorrect={
        # The values are right, but this is an exercise in deriving, and nothing was derived.
        "numerical-gradient": Fraction(0),
        # A descent along such a gradient goes uphill: a sign is not a slip of the pen here.
        "sign-flipped": Fraction(0),
        # The loss of another exercise; skip-gram must use the function that it receives.
        "ignores-loss-function": Fraction(0),
        # A row of zeros has no entry that is wrong, and none that was derived.
        "nothing-there": Fraction(0),
    },
    # Zero loss with zero gradient is consistent too; a named mistake in the loss is paid for where the loss is judged.
    named_loss=Fraction(0),
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
    total=100,
    module="word2vec",
    file_names=interfaces.FILE_NAMES,
    functions=FUNCTIONS,
    interfaces=(interfaces.OWN, interfaces.CS224N, interfaces.XCS224N, interfaces.XCS224N_WINDOW),
    parts=PARTS,
    cases=graded.graded,
    stress_cases=stress_cases.stress_cases,
    usual_cases=graded.usual,
    mistakes=generated.MISTAKES,
    features=features.FEATURES,
    watched=WATCHED,
    helpers=interfaces.HELPERS,
    modules=(*NUMPY_MODULES, *HARMLESS_MODULES),
    stand_ins=(StandIn(function="sigmoid", needed_by=("sigmoid_gradient", "negative_sampling"), source=SIGMOID),),
    policy=POLICY,
)
