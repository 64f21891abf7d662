"""Derivations in an index language: proved for every size, and compared with the NumPy code that grades.

Only this package and the derivations.py of an assignment use SymPy. A derivation is written with

    Sort, Index, Array, scalar, unknown, row     sets of indices, indices, arrays, parameters, unknown functions
    total, delta, exp, log, sigma, derivative    formulas
    let, unfold, as_written, evaluated           definitions with names, and formulas that keep the form in which they are written
    Injective, Absent, Different                 hypotheses, each with its sentence
    gradient, equation                           claims, with wrong closed forms that a check must reject
    Callback, world, Derivation                  the NumPy function that is described, and the inputs at which it is traced

and checked by

    prove(claim)                                 a proof for every size: model.Check
    rejected(claim)                              for each wrong closed form: True if the proof rejects it
    trace(function, derivation)                  the NumPy function on symbols, by part: model.Check
    trace_mistake(function, derivation, mistake) True if the trace rejects a wrong NumPy formula
    exact_outputs(derivation, inputs)            the closed forms in numbers, to 500 digits
    residual(left, right, facts)                 the remainder of left - right as text
"""

from grader.symbolic.claims import Callback, Claim, Derivation, equation, gradient
from grader.symbolic.definitions import Defined, Slope, as_written, derivative, evaluated, let, unfold
from grader.symbolic.facts import Absent, Different, Fact, Injective
from grader.symbolic.language import Array, Index, delta, exp, log, row, scalar, sigma, size_of, total
from grader.symbolic.nodes import Sort
from grader.symbolic.proof import prove, rejected, residual
from grader.symbolic.traces import trace, trace_mistake
from grader.symbolic.tracing import Untraceable
from grader.symbolic.unknowns import unknown
from grader.symbolic.values import exact_outputs
from grader.symbolic.worlds import World, world

__all__ = [
    "Absent",
    "Array",
    "Callback",
    "Claim",
    "Defined",
    "Derivation",
    "Different",
    "Fact",
    "Index",
    "Injective",
    "Slope",
    "Sort",
    "Untraceable",
    "World",
    "as_written",
    "delta",
    "derivative",
    "equation",
    "evaluated",
    "exact_outputs",
    "exp",
    "gradient",
    "let",
    "log",
    "prove",
    "rejected",
    "residual",
    "row",
    "scalar",
    "sigma",
    "size_of",
    "total",
    "trace",
    "trace_mistake",
    "unfold",
    "unknown",
    "world",
]
