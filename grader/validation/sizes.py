"""Random inputs of many sizes, with the closed forms there: code may be wrong at sizes that are neither traced nor graded."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from grader.model import Case
from grader.symbolic import Array, Derivation, Exact, code_of, exact_outputs, random_inputs, random_world

SEED = 20_171
"""Fixed so that two validations agree."""

LARGEST_SIZE = 12
"""Each size from 1 to this is drawn once: code may be wrong at a size that is neither traced nor graded (`if n == 7`)."""

LARGE_SIZES = (16, 33, 64)
"""Each size is also each of these, the others being small: code may stop where arrays are usually small (`range(min(n, 20))`)."""

NAMED_SIZES = 100
"""Sizes up to this that the code itself names, and their neighbours, are drawn too; larger ones would take long."""

SCALE = 30.0
"""In most draws the numbers of one input are of this scale: a bound against overflow (np.clip(z, -500, 500)) must not cut off
inputs. Of two inputs the exponentials would overflow in the closed forms."""


def named_sizes(function: Callable[..., Any]) -> tuple[int, ...]:
    """The whole numbers in the code of a function and of those that it calls, and their neighbours."""
    constants = [
        c for code in code_of(function) for each in code.co_consts for c in (each if isinstance(each, tuple) else (each,))
    ]
    numbers = {n for n in constants if type(n) is int}
    near = {m for n in numbers for m in (n - 1, n, n + 1) if LARGEST_SIZE < m <= NAMED_SIZES}
    return tuple(sorted(near - {*LARGE_SIZES}))


@lru_cache(maxsize=32)
def of_every_size(derivation: Derivation, named: tuple[int, ...] = ()) -> list[tuple[Case, dict[str, Exact]]]:
    """Random inputs of such sizes, and the closed forms there in float64."""
    rng = np.random.default_rng(SEED)
    world_of = derivation.worlds[0].named if derivation.worlds else {}
    sorts = [name for name, value in world_of.items() if isinstance(value, int)]
    chosen = [*zip(*(rng.permutation(np.arange(1, LARGEST_SIZE + 1)).tolist() for _ in sorts), strict=True)]
    chosen += [(n,) * len(sorts) for n in (2, 3, 4)]  # code that looks at shapes may take one axis for another
    for n, _ in enumerate(sorts):
        chosen += [tuple(size if m == n else 2 + m % 3 for m, _ in enumerate(sorts)) for size in (*LARGE_SIZES, *named)]
    large = ["", *(name for name, symbol in derivation.symbols.items() if isinstance(symbol, Array) and symbol.values is None)]
    found = []
    for number, sizes in enumerate(chosen):
        try:
            world = random_world(derivation, rng, dict(zip(sorts, sizes, strict=True)))
            inputs = random_inputs(derivation.symbols, world, rng, scales={large[number % len(large)]: SCALE})
            exact = exact_outputs(derivation, inputs, precise=False)
        except (Exception, SystemExit):  # noqa: BLE001, S112  # no inputs of this size, or only others have a value
            continue
        found.append((Case(function=derivation.function, group="", inputs=inputs, why=f"random inputs, {world}"), exact))
    return found
