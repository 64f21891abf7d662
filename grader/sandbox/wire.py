r"""Encode and read frames, in the trusted half: magic, length of the header (u32), header (JSON), then raw array bytes.

    GF1\n | u32 little-endian | {"id": 3, ..., "arrays": [["<f8", [5, 3]], ...]} | 5*3*8 bytes | ...

Arrays are little-endian in C order. Nothing here makes an object out of bytes: no pickle, no eval. The claims of a frame are
checked before memory is taken for it: the length of its header, the dtypes, the number of dimensions, the sum of all bytes. Any
shape is accepted: a wrong one is evidence. The untrusted half has a twin, `untrusted/inside_wire.py`, since nobody imports from
there; a test holds both to the same bytes.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Plain = npt.NDArray[Any]
Take = Callable[[int], bytes]
"""Returns exactly as many bytes as it is asked for, or raises (EOFError, TimeoutError)."""

MAGIC = b"GF1\n"
MOST_HEADER = 64 * 1024  # bytes: several times the names of a large module, or a fault with its texts
MOST_ARRAYS = 16  # as many as the untrusted half distinguishes outputs
MOST_DIMENSIONS = 4  # a gradient has two, a batch of them three, and a mistake may add one
DTYPES = frozenset({"<f8", "<f4", "<i8", "|b1"})

_PRELUDE = struct.Struct("<4sI")


class WireError(Exception):
    """The bytes are not a frame, or one that is larger than allowed."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """One frame. The header keeps unknown keys; arrays are plain ndarrays, fresh and writable."""

    header: Mapping[str, Any]
    arrays: tuple[Plain, ...]


def encode(header: Mapping[str, Any], arrays: Sequence[Plain] = ()) -> bytes:
    """Return a frame as bytes. Arrays have a little-endian or one-byte dtype."""
    specs = [[array.dtype.str, list(array.shape)] for array in arrays]
    text = json.dumps({**header, "arrays": specs}, separators=(",", ":")).encode()
    return b"".join((_PRELUDE.pack(MAGIC, len(text)), text, *(array.tobytes() for array in arrays)))


def read(take: Take, *, most_bytes: int) -> Frame:
    """Return the next frame, its arrays together at most `most_bytes`. Raises WireError, and whatever `take` raises."""
    magic, length = _PRELUDE.unpack(take(_PRELUDE.size))
    if magic != MAGIC:
        raise WireError("no frame begins with these bytes")
    if length > MOST_HEADER:
        raise WireError(f"a header of {length} bytes")
    header = _header(take(length))
    arrays = []
    for dtype, shape in _specs(header.get("arrays"), most_bytes):
        raw = take(dtype.itemsize * math.prod(shape))
        try:
            arrays.append(np.frombuffer(raw, dtype).reshape(shape).astype(dtype.newbyteorder("=")))
        except ValueError:  # (0, 2**62, 2**62): no bytes at all, and yet more than NumPy can index
            raise WireError("an array of an impossible shape") from None
    return Frame(header=header, arrays=tuple(arrays))


def _header(raw: bytes) -> Mapping[str, Any]:
    """Parse the header. ValueError covers bad UTF-8, bad JSON, NaN (by `int`) and integers of more than 4300 digits."""
    try:
        header = json.loads(raw.decode(), parse_constant=int)
    except (ValueError, RecursionError) as error:
        raise WireError(f"a header that cannot be read: {type(error).__name__}") from None
    if not isinstance(header, dict):
        raise WireError("a header that is not an object")
    return header


def _specs(specs: object, most_bytes: int) -> list[tuple[np.dtype[Any], tuple[int, ...]]]:
    """Return dtypes and shapes of the arrays that a header announces, if they may be as large together."""
    if not isinstance(specs, list) or len(specs) > MOST_ARRAYS:
        raise WireError("not a list of arrays, or too long")
    checked = []
    for spec in specs:
        match spec:
            case [str(name), list(shape)] if (
                name in DTYPES and len(shape) <= MOST_DIMENSIONS and all(type(size) is int and size >= 0 for size in shape)
            ):
                checked.append((np.dtype(name), tuple(shape)))
            case _:
                raise WireError("an array of a dtype or shape that is not allowed")
    total = sum(dtype.itemsize * math.prod(shape) for dtype, shape in checked)
    if total > most_bytes:
        raise WireError(f"arrays of {_size(total)}, where {_size(most_bytes)} are allowed")
    return checked


def _size(count: int) -> str:
    """A number of bytes, short even when it has a thousand digits."""
    return f"{count / 2**20:.1f} MiB" if count < 2**60 else "more than an exbibyte"
