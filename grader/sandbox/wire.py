r"""Frames, this half's copy, which believes nothing: magic, length of the header (u32), header (JSON), then raw array bytes.

    GF1\n | u32 little-endian | {"id": 3, ..., "arrays": [["<f8", [5, 3]], ...]} | 5*3*8 bytes | ...

Arrays are little-endian in C order. There is no pickle and nothing else that could make an object out of bytes. What a frame
says of itself is checked before memory is taken for it: the header's length, the dtypes, the number of dimensions, the sum
of all bytes. A shape may be any shape: a wrong one is evidence. The untrusted half has a copy of its own, since nobody imports
from there; a test holds both to the same bytes.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

Plain = npt.NDArray[Any]
Take = Callable[[int], bytes]
"""Gives exactly as many bytes as it is asked for, or raises (EOFError, TimeoutError)."""

MAGIC = b"GF1\n"
MOST_HEADER = 64 * 1024  # bytes: the names of a large module, or a fault with its texts, a few times over
MOST_ARRAYS = 16  # as many as the outputs that the box tells apart
MOST_DIMENSIONS = 4  # a gradient has two; one more for a batch, one for a mistake
DTYPES = frozenset({"<f8", "<f4", "<i8", "|b1"})

_PRELUDE = struct.Struct("<4sI")


class WireError(Exception):
    """What came is not a frame, or claims to be larger than it may be."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """One frame that has been read: unknown keys of the header are still in it, arrays are base-class, fresh and writable."""

    header: Mapping[str, Any]
    arrays: tuple[Plain, ...]


def encode(header: Mapping[str, Any], arrays: Sequence[Plain] = ()) -> bytes:
    """One frame of this half. Arrays are of a little-endian or one-byte dtype already."""
    specs = [[array.dtype.str, list(array.shape)] for array in arrays]
    text = json.dumps({**header, "arrays": specs}, separators=(",", ":")).encode()
    return b"".join((_PRELUDE.pack(MAGIC, len(text)), text, *(array.tobytes() for array in arrays)))


def read(take: Take, *, most_bytes: int) -> Frame:
    """The next frame, its arrays together at most `most_bytes`. Raises WireError, and whatever `take` raises."""
    magic, length = _PRELUDE.unpack(take(_PRELUDE.size))
    if magic != MAGIC:
        raise WireError("no frame begins like this")
    if length > MOST_HEADER:
        raise WireError(f"a header of {length} bytes")
    header = _header(take(length))
    specs = _specs(header.get("arrays"), most_bytes)
    return Frame(header=header, arrays=tuple(_array(take, dtype, shape) for dtype, shape in specs))


def _header(raw: bytes) -> Mapping[str, Any]:
    """The header as a JSON object. ValueError covers bad UTF-8, bad JSON and integers of more than 4300 digits."""
    try:
        header = json.loads(raw.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise WireError(f"a header that cannot be read: {type(error).__name__}") from None
    if not isinstance(header, dict):
        raise WireError("a header that is not an object")
    return header


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _specs(specs: object, most_bytes: int) -> list[tuple[np.dtype[Any], tuple[int, ...]]]:
    """The arrays that a header announces, once their sizes are known to be bearable."""
    if not isinstance(specs, list) or len(specs) > MOST_ARRAYS:
        raise WireError("a list of arrays that is none, or too long")
    checked = [_spec(spec) for spec in specs]
    total = sum(dtype.itemsize * math.prod(shape) for dtype, shape in checked)
    if total > most_bytes:
        raise WireError(f"arrays of {_size(total)}, where {_size(most_bytes)} are allowed")
    return checked


def _spec(spec: object) -> tuple[np.dtype[Any], tuple[int, ...]]:
    match spec:
        case [str(name), list(shape)] if name in DTYPES and len(shape) <= MOST_DIMENSIONS:
            if all(type(length) is int and length >= 0 for length in shape):
                return np.dtype(name), tuple(shape)
    raise WireError("an array of a dtype or shape that is not allowed")


def _array(take: Take, dtype: np.dtype[Any], shape: tuple[int, ...]) -> Plain:
    raw = take(dtype.itemsize * math.prod(shape))
    try:
        return np.frombuffer(raw, dtype).reshape(shape).astype(dtype.newbyteorder("="))
    except ValueError:  # (0, 2**62, 2**62): no bytes at all, and yet more than NumPy can index
        raise WireError("an array of a shape that cannot be") from None


def _size(count: int) -> str:
    """A number of bytes, short even when it has a thousand digits."""
    return f"{count / 2**20:.1f} MiB" if count < 2**60 else "more than an exbibyte"
