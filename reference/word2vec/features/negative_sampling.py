"""(f), (g): features of negative sampling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader import Inputs

from .common import Array, linear_terms, regularisers

NEGATIVE = "negative_sampling"


def _sigma(x: Any) -> Any:
    return np.exp(-np.logaddexp(0.0, -x))


def _draws(samples: Sequence[int]) -> dict[str, Array]:
    """Some of the K draws, by name, as a mask (K,)."""
    k = np.arange(len(samples))
    return {
        "first sample": k == 0,
        "last sample": (k > 0) & (k == k[-1]),
        "samples between": (k > 0) & (k < k[-1]),
        "different samples": np.array([w not in samples[:i] for i, w in enumerate(samples)]),
    }


def _vectors(inputs: Inputs) -> tuple[Array, Array, int, list[int]]:
    """U, v_c, o and the samples."""
    return inputs["outside_vectors"], inputs["center_vector"], inputs["outside_index"], list(inputs["negative_indices"])


def _of_loss(inputs: Inputs) -> Mapping[str, Any]:
    U, v, o, k = _vectors(inputs)
    z_o, z_k = U[o] @ v, U[k] @ v
    each = np.logaddexp(0.0, z_k)
    named = {f"-log sigma(-u_k.v_c), {name}": np.sum(each[place]) for name, place in _draws(k).items()}
    return named | {
        "-log sigma(u_o.v_c)": np.logaddexp(0.0, -z_o),
        "-sum_k log sigma(-u_k.v_c)": np.sum(each),
        "u_o.v_c": z_o,
        "sum_k u_k.v_c": np.sum(z_k),
        "1": np.float64(1.0),
        "K": np.float64(len(z_k)),
        "-1/K sum_k log sigma(-u_k.v_c)": np.mean(each),
        **regularisers(inputs),
    }


def _of_center(inputs: Inputs) -> Mapping[str, Array]:
    U, v, o, k = _vectors(inputs)
    u_o, u_k = U[o], U[k]
    s_o, s_k = _sigma(u_o @ v), _sigma(u_k @ v)
    named = {f"sigma(u_k.v_c) u_k, {name}": s_k[place] @ u_k[place] for name, place in _draws(k).items()}
    return named | {
        "sigma(u_o.v_c) u_o": s_o * u_o,
        "u_o": u_o,
        "(sigma(u_o.v_c) - 1) u_o": (s_o - 1) * u_o,
        "sum_k sigma(u_k.v_c) u_k": s_k @ u_k,
        "sum_k u_k": np.sum(u_k, axis=0),
        "1/K sum_k sigma(u_k.v_c) u_k": s_k @ u_k / len(u_k),
        "(1 - sigma(u_o.v_c))^2 v_c": (1 - s_o) ** 2 * v,
        "sum_k n_k sigma(u_k.v_c)^2 v_c": np.bincount(k)[k] @ s_k**2 * v,
        "sigma(u_o.v_c)^2 u_o": s_o**2 * u_o,
        "sum_k sigma(u_k.v_c)^2 u_k": s_k**2 @ u_k,
        "v_c": v,
        "sigma(u_o.v_c) v_c": s_o * v,
        "sum_k sigma(u_k.v_c) v_c": np.sum(s_k) * v,
    }


def _of_outside(inputs: Inputs) -> Mapping[str, Array]:
    U, v, o, k = _vectors(inputs)
    s = _sigma(U @ v)
    y = np.arange(len(U)) == o
    n = np.bincount(k, minlength=len(U))
    undrawn = (n == 0) & ~y
    of_draws = {
        f"row k: sigma(u_k.v_c) v_c, {name}": np.outer(np.bincount(np.array(k)[place], minlength=len(U)) * s, v)
        for name, place in _draws(k).items()
    }
    return of_draws | {
        "row o: sigma(u_o.v_c) v_c": np.outer(y * s, v),
        "row o: v_c": np.outer(y, v),
        "row k: n_k sigma(u_k.v_c) v_c": np.outer(n * s, v),
        "row k: n_k v_c": np.outer(n, v),
        "1/K row k: n_k sigma(u_k.v_c) v_c": np.outer(n * s, v) / len(k),
        "row w: u_w": U,
        "row k: v_c, different samples": np.outer(n > 0, v),
        "row o: sigma(u_o.v_c)^2 v_c": np.outer(y * s**2, v),
        "row k: n_k sigma(u_k.v_c)^2 v_c": np.outer(n * s**2, v),
        "row o: sigma(u_o.v_c) u_o": (y * s)[:, None] * U,
        "row o: u_o": y[:, None] * U,
        "row k: n_k sigma(u_k.v_c) u_k": (n * s)[:, None] * U,
        "row w, not drawn: sigma(u_w.v_c) v_c": np.outer(undrawn * s, v),
        "row w, not drawn: v_c": np.outer(undrawn, v),
        "row o: sum_k sigma(u_k.v_c) v_c": np.outer(y, v) * (n @ s),
    }


LOSS = {"-log sigma(u_o.v_c)": 1.0, "-sum_k log sigma(-u_k.v_c)": 1.0}
CENTER = {"sigma(u_o.v_c) u_o": 1.0, "u_o": -1.0, "sum_k sigma(u_k.v_c) u_k": 1.0}
ROW_O = {"row o: sigma(u_o.v_c) v_c": 1.0, "row o: v_c": -1.0}
OUTSIDE = ROW_O | {"row k: n_k sigma(u_k.v_c) v_c": 1.0}
IN_ORDER = ("first sample", "samples between", "last sample")

LINEAR_TERMS = (
    *linear_terms(
        NEGATIVE,
        "loss",
        _of_loss,
        LOSS,
        LOSS | {"u_o.v_c": 0.0, "sum_k u_k.v_c": 0.0},
        {"-log sigma(u_o.v_c)": 1.0} | {f"-log sigma(-u_k.v_c), {place}": 1.0 for place in IN_ORDER},
        LOSS | {"-log sigma(-u_k.v_c), different samples": 0.0},
        LOSS | {"1": 0.0, "K": 0.0},
        LOSS | {"-1/K sum_k log sigma(-u_k.v_c)": 0.0},
        LOSS | {"||U||^2": 0.0, "||v_c||^2": 0.0},
    ),
    *linear_terms(
        NEGATIVE,
        "grad_center",
        _of_center,
        CENTER,
        CENTER | {"sum_k u_k": 0.0},
        {"(sigma(u_o.v_c) - 1) u_o": 1.0} | {f"sigma(u_k.v_c) u_k, {place}": 1.0 for place in IN_ORDER},
        CENTER | {"sigma(u_k.v_c) u_k, different samples": 0.0},
        CENTER | {"sigma(u_o.v_c)^2 u_o": 0.0, "sum_k sigma(u_k.v_c)^2 u_k": 0.0},
        CENTER | {"v_c": 0.0, "sigma(u_o.v_c) v_c": 0.0, "sum_k sigma(u_k.v_c) v_c": 0.0},
        CENTER | {"1/K sum_k sigma(u_k.v_c) u_k": 0.0},
        CENTER | {"(1 - sigma(u_o.v_c))^2 v_c": 0.0, "sum_k n_k sigma(u_k.v_c)^2 v_c": 0.0},
    ),
    *linear_terms(
        NEGATIVE,
        "grad_outside",
        _of_outside,
        OUTSIDE,
        OUTSIDE | {"row k: n_k v_c": 0.0},
        OUTSIDE | {"row k: sigma(u_k.v_c) v_c, different samples": 0.0},
        OUTSIDE | {"row k: n_k v_c": 0.0, "row k: v_c, different samples": 0.0},
        ROW_O | {f"row k: sigma(u_k.v_c) v_c, {place}": 1.0 for place in IN_ORDER},
        OUTSIDE | {"row o: sigma(u_o.v_c) u_o": 0.0, "row o: u_o": 0.0, "row k: n_k sigma(u_k.v_c) u_k": 0.0},
        OUTSIDE | {"row w, not drawn: sigma(u_w.v_c) v_c": 0.0, "row w, not drawn: v_c": 0.0},
        OUTSIDE | {"row o: sigma(u_o.v_c)^2 v_c": 0.0, "row k: n_k sigma(u_k.v_c)^2 v_c": 0.0},
        OUTSIDE | {"row o: sum_k sigma(u_k.v_c) v_c": 0.0},
        OUTSIDE | {"1/K row k: n_k sigma(u_k.v_c) v_c": 0.0},
        OUTSIDE | {"row w: u_w": 0.0},
    ),
)
