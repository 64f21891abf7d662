"""Constructors that the terms of several functions share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from grader import Inputs, LinearTerms

Array = npt.NDArray[Any]


def linear_terms(
    function: str, output: str, terms: Callable[[Inputs], Mapping[str, Any]], *expected: Mapping[str, float]
) -> tuple[LinearTerms, ...]:
    """One expansion for each of `expected`, in the terms that it names."""

    def only(names: Mapping[str, float]) -> Callable[..., Mapping[str, Any]]:
        def chosen(**inputs: Any) -> Mapping[str, Any]:
            every = terms(inputs)
            return {name: every[name] for name in names}

        return chosen

    return tuple(LinearTerms(function=function, output=output, expected=names, terms=only(names)) for names in expected)


def regularisers(inputs: Inputs) -> dict[str, Any]:
    """Terms that are added to a loss to keep vectors short."""
    v = inputs["center_vector"]
    return {"||U||^2": np.sum(inputs["outside_vectors"] ** 2), "||v_c||^2": v @ v}
