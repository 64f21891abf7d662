"""The files of a submission as one compressed text."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping

LEVEL = 1
"""Of compression: a sixth of the size in 0.06 ms for each result. The highest level saves another tenth, and takes twice that."""


def packed(files: Mapping[str, bytes]) -> bytes:
    """A line of JSON with names and lengths, and then the bytes of all files."""
    index = json.dumps([[path, len(data)] for path, data in files.items()])
    return zlib.compress(b"\n".join([index.encode(), b"".join(files.values())]), LEVEL)


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files that `packed` was given."""
    index, _, rest = zlib.decompress(data).partition(b"\n")
    files = {}
    for path, length in json.loads(index):
        files[path], rest = rest[:length], rest[length:]
    return files
