"""Frames of the wire: magic, length of the header (u32), header (JSON), then the arrays' bytes (little-endian, C order).

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

MAGIC = b"GF1\n"
_PRELUDE = struct.Struct("<4sI")
_CHUNK = 1 << 20  # bytes asked of the system at a time: a large frame does not take a second copy of itself


def encode(header: Mapping[str, Any], arrays: Sequence[Plain] = ()) -> bytes:
    """One frame. Arrays are of a dtype of the wire already."""
    specs = [[array.dtype.str, list(array.shape)] for array in arrays]
    text = json.dumps({**header, "arrays": specs}, separators=(",", ":")).encode()
    return b"".join((_PRELUDE.pack(MAGIC, len(text)), text, *(array.tobytes() for array in arrays)))


def read(descriptor: int) -> tuple[dict[str, Any], list[Plain]]:
    """The next frame: its header, and its arrays as read-only views. Raises EOFError at the end of the stream."""
    magic, length = _PRELUDE.unpack(_exactly(descriptor, _PRELUDE.size))
    assert magic == MAGIC
    header = json.loads(_exactly(descriptor, length))
    arrays: list[Plain] = []
    for name, shape in header["arrays"]:
        dtype = np.dtype(name)
        raw = _exactly(descriptor, math.prod(shape) * dtype.itemsize)
        arrays.append(np.frombuffer(raw, dtype).reshape(shape))
    return header, arrays


def write(descriptor: int, frame: bytes) -> None:
    """All of a frame. A pipe may take less than what it is given."""
    left = memoryview(frame)
    while left:
        left = left[os.write(descriptor, left) :]


def _exactly(descriptor: int, count: int) -> bytes:
    parts = []
    while count:
        part = os.read(descriptor, min(count, _CHUNK))
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
