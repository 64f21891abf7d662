r"""Encode and read frames, in the trusted half: magic, length of the header (u32), header (JSON), then raw array bytes.

    GF1\n | u32 little-endian | {"id": 3, ..., "arrays": [["<f8", [5, 3]], ...]} | 5*3*8 bytes | ...

The usual answer, a call that returned values and did nothing else worth telling, has a shorter frame: length of the layout,
number of the request, number of the call, and the layout, in which a text is the type of an output that is no array. It is the
same for all answers of the same shapes, so that it is checked once.

    GA1\n | u32 | u32 | u32 | [["<f8", []], "NoneType", ["<f8", [5, 3]]] | 8 bytes | 5*3*8 bytes

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
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Plain = npt.NDArray[Any]
Take = Callable[[int], bytes | bytearray]
"""Returns exactly as many bytes as it is asked for, or raises (EOFError, TimeoutError)."""

MAGIC, ANSWER_MAGIC = b"GF1\n", b"GA1\n"
MOST_HEADER = 64 * 1024  # bytes: several times the names of a large module, or a fault with its texts
MOST_ARRAYS = 16  # as many as the untrusted half distinguishes outputs
MOST_DIMENSIONS = 4  # a gradient has two, a batch of them three, and a mistake may add one
DTYPES = frozenset({"<f8", "<f4", "<i8", "|b1"})

_Specs = tuple[tuple[np.dtype[Any], tuple[int, ...], int], ...]

_PRELUDE, _REST_OF_ANSWER, _ANSWER = struct.Struct("<4sI"), struct.Struct("<II"), struct.Struct("<4sIII")
_DECODER = json.JSONDecoder(parse_constant=int)  # NaN and Infinity are a ValueError
_SMALL = 64 * 1024  # bytes of arrays that share their memory: what is kept of one of them keeps all
_SHORT = 512  # bytes of a layout that is kept: three times those of the longest in an exam


class WireError(Exception):
    """The bytes are not a frame, or one that is larger than allowed."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """One frame. The header keeps unknown keys; arrays are plain ndarrays of their own bytes.

    outputs  of a short answer: arrays, and the types of what is none; None for any other frame
    """

    header: Mapping[str, Any]
    arrays: tuple[Plain, ...]
    outputs: tuple[Plain | str, ...] | None = None


def encode(header: Mapping[str, Any], arrays: Sequence[Plain] = ()) -> bytes:
    """Return a frame as bytes. Arrays have a little-endian or one-byte dtype."""
    specs = [[array.dtype.str, list(array.shape)] for array in arrays]
    text = json.dumps({**header, "arrays": specs}, separators=(",", ":")).encode()
    return b"".join((_PRELUDE.pack(MAGIC, len(text)), text, *(array.tobytes() for array in arrays)))


def read(take: Take, *, most_bytes: int) -> Frame:
    """Return the next frame, its arrays together at most `most_bytes`. Raises WireError, and whatever `take` raises."""
    magic, length = _PRELUDE.unpack(take(_PRELUDE.size))
    if magic not in (MAGIC, ANSWER_MAGIC):
        raise WireError("no frame begins with these bytes")
    if length > MOST_HEADER:
        raise WireError(f"a header of {length} bytes")
    if magic == ANSWER_MAGIC:
        number, call = _REST_OF_ANSWER.unpack(take(_REST_OF_ANSWER.size))
        outputs, specs, total = _layout(bytes(take(length)))
        return _answer(number, call, outputs, _arrays(take(_allowed(total, most_bytes)), specs))
    header = _header(take(length))
    specs, total = _specs(header.get("arrays"))
    return Frame(header=header, arrays=_arrays(take(_allowed(total, most_bytes)), specs))


def read_answer(arrived: bytearray, *, most_bytes: int) -> Frame | None:
    """Take a short answer from the beginning of what has arrived; None if it is not there as a whole, or something else is.

    It says what `read` would: this is the quick way for all answers but a few. Raises WireError.
    """
    if len(arrived) < _ANSWER.size:
        return None
    magic, length, number, call = _ANSWER.unpack_from(arrived)
    start = _ANSWER.size + length
    if magic != ANSWER_MAGIC or length > _SHORT or len(arrived) < start:
        return None
    outputs, specs, total = _short_layout(bytes(arrived[_ANSWER.size : start]))
    if len(arrived) < start + _allowed(total, most_bytes):
        return None
    arrays = _arrays(arrived[start : start + total], specs)
    del arrived[: start + total]
    return _answer(number, call, outputs, arrays)


def _answer(number: int, call: int, outputs: tuple[str | None, ...], arrays: tuple[Plain, ...]) -> Frame:
    following = iter(arrays)
    values = arrays if len(arrays) == len(outputs) else tuple([next(following) if each is None else each for each in outputs])
    return Frame(header={"id": number, "call": call}, arrays=arrays, outputs=values)


def _layout(raw: bytes) -> tuple[tuple[str | None, ...], _Specs, int]:
    """The outputs of a short answer: the type of each that is no array, None for the others; what its arrays are; their bytes."""
    layout = _parsed(raw)
    if not isinstance(layout, list) or len(layout) > MOST_ARRAYS:
        raise WireError("the outputs are not a list, or too many")
    outputs = tuple(each if isinstance(each, str) else None for each in layout)
    return outputs, *_specs([each for each in layout if not isinstance(each, str)])


_short_layout = lru_cache(maxsize=1024)(_layout)


def _allowed(total: int, most_bytes: int) -> int:
    """The number of bytes of all arrays together. Raises WireError if they may not be as many."""
    if total > most_bytes:
        raise WireError(f"arrays of {_size(total)}, where {_size(most_bytes)} are allowed")
    return total


def _arrays(taken: bytes | bytearray, specs: _Specs) -> tuple[Plain, ...]:
    """The arrays that a header announces. Those of a large frame have bytes of their own, so that each can be forgotten."""
    arrays, raw = [], taken if isinstance(taken, bytearray) else bytearray(taken)
    for dtype, shape, start in specs:
        try:
            array: Plain = np.ndarray(shape, dtype, raw, start)
        except ValueError:  # (0, 2**62, 2**62): no bytes at all, and yet more than NumPy can index
            raise WireError("an array of an impossible shape") from None
        shared = len(raw) <= _SMALL and dtype.isnative and not start % dtype.itemsize
        arrays.append(array if shared else array.astype(dtype.newbyteorder("=")))
    return tuple(arrays)


def _header(raw: bytes | bytearray) -> Mapping[str, Any]:
    header = _parsed(raw)
    if not isinstance(header, dict):
        raise WireError("a header that is not an object")
    return header


def _parsed(raw: bytes | bytearray) -> object:
    """Parse JSON. ValueError covers bad UTF-8, bad JSON, NaN (by `int`) and integers of more than 4300 digits."""
    try:
        return _DECODER.decode(raw.decode())
    except (ValueError, RecursionError) as error:
        raise WireError(f"a header that cannot be read: {type(error).__name__}") from None


def _specs(specs: object) -> tuple[_Specs, int]:
    """Return dtypes, shapes and places of the arrays that a header announces, and their bytes together."""
    if not isinstance(specs, list) or len(specs) > MOST_ARRAYS:
        raise WireError("not a list of arrays, or too long")
    checked, total = [], 0
    for spec in specs:
        match spec:
            case [str(name), list(shape)] if (
                name in DTYPES and len(shape) <= MOST_DIMENSIONS and all(type(size) is int and size >= 0 for size in shape)
            ):
                dtype = np.dtype(name)
                checked.append((dtype, tuple(shape), total))
                total += dtype.itemsize * math.prod(shape)
            case _:
                raise WireError("an array of a dtype or shape that is not allowed")
    return tuple(checked), total


def _size(count: int) -> str:
    """A number of bytes, short even when it has a thousand digits."""
    return f"{count / 2**20:.1f} MiB" if count < 2**60 else "more than an exbibyte"
