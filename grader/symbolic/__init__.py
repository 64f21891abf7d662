"""Derivations in an index language: proved for every size, and compared with the NumPy code that grades.

Only this package and the derivations.py of an assignment use SymPy. A derivation is written with

    Sort, Index, Array, scalar, unknown, row     sets of indices, indices, arrays, parameters, unknown functions
    total, delta, exp, log, sqrt, derivative     formulas
    sigma, tanh, softplus, logaddexp             functions with names: 1/(1 + e^-x), 2 sigma(2x) - 1, log(1 + e^x), log(e^a + e^b)
    let, unfold, as_written, evaluated           definitions with names, and formulas that keep the form in which they are written
    Injective, Absent, Different                 hypotheses about indices
    given, step, since, erratum, circled, struck, vanishing   what a page states, and the lines that lead to the claims
    gradient, equation                           claims
    Callback, world, Derivation                  the NumPy function that is described, and the inputs at which it is traced

and checked by

    prove(claim)                                 a proof for every size: model.Check
    trace(function, derivation)                  the NumPy function on symbols, by part: model.Check
    trace_mistake(function, derivation, mistake) whether a wrong NumPy formula is told from the right one: model.Check
    exact_outputs(derivation, inputs)            the closed forms in numbers, to 50 digits
    random_inputs(symbols, world, rng)           numbers for the inputs, in a world that random_world draws
    told(error)                                  an error of an author's code, with its file and line
    residual(left, right, facts)                 the remainder of left - right as text
"""

from grader.symbolic.claims import Callback, Claim, Derivation, equation, gradient
from grader.symbolic.definitions import Defined, Slope, as_written, derivative, evaluated, let, unfold
from grader.symbolic.facts import Absent, Different, Fact, Injective
from grader.symbolic.inputs import random_inputs, random_world
from grader.symbolic.language import (
    Array,
    Index,
    delta,
    exp,
    log,
    logaddexp,
    row,
    scalar,
    sigma,
    size_of,
    softplus,
    sqrt,
    tanh,
    total,
)
from grader.symbolic.nodes import Sort
from grader.symbolic.proof import prove, residual
from grader.symbolic.steps import Erratum, Given, Step, agreements, erratum, given, since, step
from grader.symbolic.traces import trace, trace_mistake
from grader.symbolic.tracing import Untraceable, told
from grader.symbolic.unknowns import unknown
from grader.symbolic.values import Exact, exact_outputs
from grader.symbolic.worlds import World, world
from grader.symbolic.writing import circled, struck, vanishing

__all__ = [
    "Absent",
    "Array",
    "Callback",
    "Claim",
    "Defined",
    "Derivation",
    "Different",
    "Erratum",
    "Exact",
    "Fact",
    "Given",
    "Index",
    "Injective",
    "Slope",
    "Sort",
    "Step",
    "Untraceable",
    "World",
    "agreements",
    "as_written",
    "circled",
    "delta",
    "derivative",
    "equation",
    "erratum",
    "evaluated",
    "exact_outputs",
    "exp",
    "given",
    "gradient",
    "let",
    "log",
    "logaddexp",
    "prove",
    "random_inputs",
    "random_world",
    "residual",
    "row",
    "scalar",
    "sigma",
    "since",
    "size_of",
    "softplus",
    "sqrt",
    "step",
    "struck",
    "tanh",
    "told",
    "total",
    "trace",
    "trace_mistake",
    "unfold",
    "unknown",
    "vanishing",
    "world",
]
