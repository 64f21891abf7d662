"""A loss that samples is a function only while its samples stand still."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np


@contextlib.contextmanager
def frozen(loss: Callable[..., Any], *, seed: int) -> Iterator[Callable[..., Any]]:
    """Within the context, the yielded function is `loss` with the same random stream in every call.

    Covers `random`, `numpy.random.*`, and generators that are made without a seed inside the loss (`numpy.random.default_rng()`,
    `numpy.random.RandomState()`); a generator that was made before keeps running, and the check will say that the loss is not
    deterministic. The state of the global generators is restored at the end.
    """
    states = random.getstate(), np.random.get_state()  # noqa: NPY002 - the legacy generator is what a loss may use
    fresh_generator, fresh_state = np.random.default_rng, np.random.RandomState

    class Seeded(np.random.RandomState):  # a class, not a function: NumPy itself asks isinstance(x, RandomState)
        def __init__(self, given: Any = None) -> None:
            super().__init__(seed if given is None else given)

    def seeded_generator(given: Any = None) -> np.random.Generator:
        return fresh_generator(seed if given is None else given)

    def still(*arguments: Any) -> Any:
        random.seed(seed)
        np.random.seed(seed)  # noqa: NPY002
        return loss(*arguments)

    try:
        np.random.default_rng, np.random.RandomState = seeded_generator, Seeded  # type: ignore[misc,assignment]
        yield still
    finally:
        np.random.default_rng, np.random.RandomState = fresh_generator, fresh_state  # type: ignore[misc]
        random.setstate(states[0])
        np.random.set_state(states[1])  # noqa: NPY002
