"""Rehearse in the zygote what every fork does: code that has run before runs faster, and what it keeps is there for all forks.

Python specializes code that runs often, and NumPy remembers which loop serves which types. No byte of a submission takes part.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from .inside_wire import Reader, encode, write
from .material import Material
from .serve import Server

# Python specializes a function when it has run eight times.
_TIMES = 8

# What submissions do: nothing in here solves an exercise.
_TEXT = b'''
"""Operations on vectors and matrices."""
import math
import numpy as np

def outer_work(vector, number, indices, matrix, function):
    """Return a number, a vector and a matrix."""
    products = np.dot(matrix, vector)
    shifted = np.exp(products - np.max(products))
    shares = shifted / np.sum(shifted, axis=0, keepdims=True)
    halves = 1.0 / (1.0 + np.exp(-products))
    total = -np.log(shares[number]) - np.sum(np.log(halves[indices])) + math.exp(0.0)
    rest = np.zeros_like(matrix)
    rest[number] += vector * (halves[number] - 1.0)
    for index in indices:
        rest[index] += (1.0 - halves[index]) * vector
        total -= np.log(halves[index])
    np.add.at(rest, indices, np.outer(halves[indices], vector))
    rest = rest + np.outer(shares, vector) - shares[:, np.newaxis] * vector
    one, two, three = function(vector, number, matrix)
    return float(total) + one, matrix.T @ shares + two, rest.reshape(matrix.shape) + three
'''
_VECTOR, _MATRIX = {"kind": "array", "array": 0}, {"kind": "array", "array": 1}
_TABLE: dict[str, Any] = {
    "kind": "table",
    "parameters": ["vector", "number", "matrix"],
    "key": 1,
    "keys": [2],
    "expected": {"0": 0, "2": 1},
    "answers": [2, 3, 4],
    "any_layout": False,
    "name": "",
    "defaults": [],
    "others": [],
}
_ARGUMENTS = [_VECTOR, {"kind": "value", "value": 2}, {"kind": "list", "value": [1, 3]}, _MATRIX, _TABLE]
_ARRAYS = [np.ones(3), np.ones((5, 3)), np.ones(2), np.ones((2, 3)), np.ones((2, 5, 3))]
_CALL = {"arguments": _ARGUMENTS, "outputs": 3}
_ORDER: dict[str, Any] = {
    "id": 1,
    "module": "rehearsal",
    "stand_ins": {},
    "skipped": [],
    "seed": 0,
    "step_factor": 1.0,
    "watched_calls": 1,
    "unwatched": [],
    "reply_bytes": 1 << 20,
}


def rehearse(material: Material) -> None:
    """Load a text and make a few calls, several times, and undo what that does to the import system."""
    (reading, writing), nowhere = os.pipe(), os.open(os.devnull, os.O_WRONLY)
    reader = Reader(reading)
    for _ in range(_TIMES):
        with _undone():
            server = Server(_ORDER, {"rehearsal.py": _TEXT}, material)
            server.load()
            write(writing, encode({"id": 2, "function": "outer_work", "calls": [_CALL, _CALL]}, _ARRAYS))
            for answer in server.answers(*reader.frame()):
                write(nowhere, answer)
    for descriptor in (reading, writing, nowhere):
        os.close(descriptor)


@contextmanager
def _undone() -> Iterator[None]:
    modules, finders, name = dict(sys.modules), list(sys.meta_path), sys.argv[0]
    yield
    sys.meta_path[:], sys.argv[0] = finders, name
    for added in sys.modules.keys() - modules.keys():
        del sys.modules[added]
    sys.modules.update(modules)
