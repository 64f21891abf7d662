"""What a submission may import besides its own files and the assignment's helpers. Behind the walls nothing else can be had.

Marks must not depend on what happens to be installed, so this is a list, and not whatever is there: NumPy, and the part of the
standard library that works without files, processes and network, or that real submissions import at the top and never use
while they are graded (glob, pickle, threading: their functions fail here with a PermissionError, the import does not).
"""

from __future__ import annotations

_NUMPY = (
    "numpy",
    *(f"numpy.{name}" for name in ("char", "fft", "lib.stride_tricks", "linalg", "ma", "polynomial", "random", "rec")),
    *(f"numpy.{name}" for name in ("testing", "typing")),
)

_STANDARD = (
    "__future__ abc argparse ast bisect cmath collections collections.abc contextlib copy csv dataclasses "
    "datetime decimal enum fractions functools gc glob hashlib heapq importlib inspect io itertools json logging math "
    "numbers operator os os.path pathlib pickle pprint queue random re shutil statistics string struct sys tempfile textwrap "
    "threading time traceback types typing unittest warnings weakref"
)

# A file may say in which encoding it is written (PEP 263). UTF-8, ASCII and Latin-1 are in every Python that has started.
_ENCODINGS = "utf_8_sig latin_1 iso8859_1 iso8859_15 cp1252 ascii utf_16 gbk big5 shift_jis euc_jp euc_kr koi8_r cp1251 mac_roman"

# What Python imports by itself when it is needed: names and texts that are not ASCII, and dates that are read.
_BY_ITSELF = ("unicodedata", "_strptime")

OFFERED: tuple[str, ...] = (*_NUMPY, *_STANDARD.split(), *(f"encodings.{name}" for name in _ENCODINGS.split()), *_BY_ITSELF)
"""Dotted names, NumPy first."""
