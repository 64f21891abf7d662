"""All right programs: formulas, each in several precisions and forms of output."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np

from tests.corpus import (
    variants_derivative,
    variants_leaning,
    variants_sampling,
    variants_sigmoid,
    variants_skip_gram,
    variants_softmax,
)
from tests.corpus.corpus import FLOAT32, FLOAT64, NAMES, PARTLY, Variant

# --- how results are handed over: each takes a gradient (or what a sigmoid returns) ---------------------------------------


def _not_contiguous(array):
    wide = np.full([2 * n for n in array.shape], np.nan, dtype=array.dtype)
    inner = wide[tuple(slice(None, None, 2) for _ in array.shape)]
    inner[...] = array
    return inner


def _backwards_in_memory(array):
    every = tuple(slice(None, None, -1) for _ in array.shape)
    return np.ascontiguousarray(array[every])[every]


def _read_only(array):
    frozen = array.copy()
    frozen.flags.writeable = False
    return frozen


DRESSES = {
    "C order": np.ascontiguousarray,
    "Fortran order": np.asfortranarray,
    "not contiguous": _not_contiguous,
    "backwards in memory": _backwards_in_memory,
    "read-only": _read_only,
    "lists": lambda array: array.tolist(),
    "a masked array": np.ma.masked_array,
    "zeros with a minus sign": lambda array: np.where(array == 0, -0.0, array),
}

LOSSES = {
    "a Python float": float,
    "0-d": np.array,
    "of shape (1,)": lambda loss: np.array([loss]),
    "of shape (1, 1)": lambda loss: np.array([[loss]]),
    "a list of one number": lambda loss: [float(loss)],
}


def _dressed(formula, of_loss, of_gradients):
    def program(*inputs):
        returned = formula(*inputs)
        if not isinstance(returned, tuple):
            return of_gradients(np.asarray(returned))
        loss, *gradients = returned
        return of_loss(loss), *(of_gradients(np.asarray(g)) for g in gradients)

    return program


def _dresses(formulas):
    """Name -> program: every dress on another formula."""
    plain = itertools.cycle(formulas)
    made = {f"gradients: {name}": _dressed(next(plain), lambda x: x, dress) for name, dress in DRESSES.items()}
    return made | {f"loss: {name}": _dressed(next(plain), dress, lambda x: x) for name, dress in LOSSES.items()}


def _three_in_a_list(formula):
    return lambda *inputs: list(formula(*inputs))


def _same_arrays_again(formula):
    """Hands out one array for each shape, overwritten by the next call: what is kept of it has to be a copy."""

    def make(module):
        kept = {}

        def program(*inputs):
            loss, *gradients = formula(*inputs)
            for i, array in enumerate(gradients):
                kept.setdefault((i, array.shape), np.empty(array.shape))[...] = array
            return loss, *(kept[i, array.shape] for i, array in enumerate(gradients))

        return program

    return make


# --- what it is computed in -----------------------------------------------------------------------------------------------


def _narrow(value):
    return value.astype(np.float32) if isinstance(value, np.ndarray) else value


def _on_float32(formula):
    return lambda *inputs: formula(*map(_narrow, inputs))


def _widened(formula):
    """float32 results in float64 arrays: nothing but float32 values, and judged as such."""

    def program(*inputs):
        returned = formula(*map(_narrow, inputs))
        wide = tuple(np.asarray(value).astype(np.float64) for value in returned) if isinstance(returned, tuple) else None
        return np.asarray(returned).astype(np.float64) if wide is None else wide

    return program


def _then_float64(formula):
    """Float32 on the way, float64 in the end: what is added last is exact, what was rounded stays rounded."""

    def program(*inputs):
        returned = formula(*map(_narrow, inputs))
        wide = [np.asarray(value, dtype=np.float64) * (1 + 2.0**-40) for value in returned]
        return tuple(wide)

    return program


# --- all of them ----------------------------------------------------------------------------------------------------------


def _name(formula):
    return formula.__name__.replace("_", " ")


def _variants(function, precision, programs):
    return [
        Variant(function=function, name=name, make=lambda _, program=program: program, precision=precision)
        for name, program in programs.items()
    ]


def _with_formulas(function, formulas, stay, leave):
    """The formulas in float64, dressed, in float32, and partly in float32."""
    right = {_name(f): f for f in formulas}
    narrow = {f"{_name(f)}, in float32": _on_float32(f) for f in stay}
    widened = {f"{_name(f)}, in float32, returned as float64": _widened(f) for f in stay[:2]}
    partly = {f"{_name(f)}, after rounding to float32": _on_float32(f) for f in leave}
    return [
        *_variants(function, FLOAT64, right | _dresses(formulas)),
        *_variants(function, FLOAT32, narrow | widened),
        *_variants(function, PARTLY, partly),
    ]


def _handed_over(function, formula):
    """Three outputs in a list, and the same arrays in every call."""
    return [
        *_variants(function, FLOAT64, {"three outputs in a list": _three_in_a_list(formula)}),
        Variant(function=function, name="the same arrays in every call", make=_same_arrays_again(formula), again=True),
    ]


def _sigmoids():
    of = variants_sigmoid
    return [v for v in _with_formulas("sigmoid", of.SIGMOIDS, of.STAY_IN_FLOAT32, of.LEAVE_FLOAT32) if "loss:" not in v.name]


def _sigmoid_gradients():
    of, function = variants_derivative, "sigmoid_gradient"
    made = _with_formulas(function, of.GRADIENTS, of.GRADIENTS_STAY_IN_FLOAT32, of.GRADIENTS_LEAVE_FLOAT32)
    leaning = [
        Variant(function=function, name=name, make=make, others={"sigmoid": variants_sigmoid.plain}, again=True)
        for name, make in variants_leaning.DERIVATIVES.items()
    ]
    return [v for v in made if "loss:" not in v.name] + leaning


def _softmaxes():
    of, function = variants_softmax, "naive_softmax"
    made = _with_formulas(function, of.FORMULAS, of.STAY_IN_FLOAT32, of.LEAVE_FLOAT32)
    return made + _handed_over(function, of.shifted)


def _samplings():
    of, function = variants_sampling, "negative_sampling"
    made = _with_formulas(function, of.FORMULAS, of.STAY_IN_FLOAT32, of.LEAVE_FLOAT32)
    leaning = [
        Variant(
            function=function,
            name=name,
            make=make,
            others={"sigmoid": sigmoid} if sigmoid else {},
            again=True,
            carried=name in variants_leaning.CARRIED,
        )
        for name, (make, sigmoid) in (variants_leaning.LEANING | variants_leaning.CARRIED).items()
    ]
    return made + leaning + _handed_over(function, of.added_at)


def _skip_grams():
    of, function = variants_skip_gram, "skip_gram"
    right = {_name(f): f for f in of.FORMULAS}
    narrow = {f"{_name(f)}, in float32": of.in_float32(f) for f in of.STAY_IN_FLOAT32}
    narrow["in float32 buffers"] = of.in_float32_buffers
    partly = {f"{_name(f)}, after rounding to float32": of.rounded(f) for f in of.ROUNDED}
    return [
        *_variants(function, FLOAT64, right | _dresses(of.FORMULAS)),
        *_variants(function, FLOAT32, narrow),
        *_variants(function, PARTLY, partly),
        *_handed_over(function, of.loop),
    ]


@cache
def variants():
    """Function -> its right programs."""
    makers = (_sigmoids, _sigmoid_gradients, _softmaxes, _samplings, _skip_grams)
    return dict(zip(NAMES, (make() for make in makers), strict=True))
