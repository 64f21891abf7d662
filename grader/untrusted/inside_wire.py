"""Frames of the wire: magic, length of the header (u32), header (JSON), then the arrays' bytes (little-endian, C order).

What a call returned, and nothing besides, has a shorter frame: another magic, length of the layout, number of the request, number
of the call, and the layout (JSON), which is the same for all answers of the same shapes.

The trusted half has its own, strict copy; a test holds both to the same bytes. This one trusts what it reads (it comes from
the judge) and is never trusted in what it writes.
"""

from __future__ import annotations

import json
import math
import os
import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Plain = npt.NDArray[Any]

MAGIC, ANSWER_MAGIC = b"GF1\n", b"GA1\n"
_PRELUDE, _ANSWER = struct.Struct("<4sI"), struct.Struct("<4sIII")
_CHUNK = 1 << 16  # bytes asked of the system at a time: what a pipe holds. For more, malloc maps memory anew each time
_MOST_LAYOUTS = 1000  # that are kept: an exam has a dozen

_layouts: dict[tuple[Any, ...], bytes] = {}


def encode(header: Mapping[str, Any], arrays: Sequence[Plain] = ()) -> bytes:
    """One frame. Arrays are of a dtype of the wire already."""
    specs = [[array.dtype.str, list(array.shape)] for array in arrays]
    text = json.dumps({**header, "arrays": specs}, separators=(",", ":")).encode()
    return b"".join((_PRELUDE.pack(MAGIC, len(text)), text, *(array.tobytes() for array in arrays)))


def encode_answer(number: int, call: int, outputs: Sequence[Plain | str]) -> bytes:
    """The frame of a call that returned these: arrays of a dtype of the wire, and names of types."""
    key = tuple([each if isinstance(each, str) else (each.dtype, each.shape) for each in outputs])
    layout = _layouts.get(key)
    if layout is None:
        described = [each if isinstance(each, str) else [each.dtype.str, list(each.shape)] for each in outputs]
        layout = json.dumps(described, separators=(",", ":")).encode()
        if len(_layouts) < _MOST_LAYOUTS:
            _layouts[key] = layout
    arrays = [each.tobytes() for each in outputs if not isinstance(each, str)]
    return b"".join((_ANSWER.pack(ANSWER_MAGIC, len(layout), number, call), layout, *arrays))


class Reader:
    """Reads frames from a descriptor, as much at a time as there is."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor, self._read = descriptor, b""

    def frame(self) -> tuple[dict[str, Any], list[Plain]]:
        """The next frame: its header, and its arrays as read-only views. Raises EOFError at the end of the stream."""
        magic, length = _PRELUDE.unpack(self._exactly(_PRELUDE.size))
        assert magic == MAGIC
        header = json.loads(self._exactly(length))
        specs = [(np.dtype(name), math.prod(shape), shape) for name, shape in header["arrays"]]
        raw = self._exactly(sum(dtype.itemsize * count for dtype, count, _ in specs))
        arrays, start = list[Plain](), 0
        for dtype, count, shape in specs:
            arrays.append(np.ndarray(shape, dtype, raw, start))
            start += count * dtype.itemsize
        return header, arrays

    def _exactly(self, count: int) -> bytes:
        parts, missing = [self._read], count - len(self._read)
        while missing > 0:
            part = os.read(self._descriptor, _CHUNK)
            if not part:
                raise EOFError
            parts.append(part)
            missing -= len(part)
        read = b"".join(parts)
        self._read = read[count:]
        return read[:count]


def write(descriptor: int, frame: bytes) -> None:
    """All of a frame. A pipe may take less than what it is given."""
    left = memoryview(frame)
    while left:
        left = left[os.write(descriptor, left) :]
