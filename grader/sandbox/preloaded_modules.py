"""Modules that a zygote imports before any submission, so that its forks share them: those that real submissions import most.

Every module that is preloaded makes every fork slower, whoever wants it: its pages and its libraries are copied and given back.
All others of the standard library and of NumPy are imported from the disk by the fork that wants them. Where forks cannot read
files, those that are imported now and then are preloaded too. A module that an assignment allows beyond these is needed: a zygote
that cannot import it does not start.
"""

from __future__ import annotations

_FREQUENT = """
numpy numpy.linalg numpy.random
__future__ abc argparse ast builtins collections collections.abc contextlib copy enum errno functools gc glob importlib io
itertools json keyword math numbers operator os os.path pickle random re stat string struct sys threading time traceback types
typing warnings weakref
"""

_OCCASIONAL = """
numpy.char numpy.fft numpy.lib.stride_tricks numpy.ma numpy.polynomial numpy.rec numpy.testing numpy.typing
array bisect calendar cmath codecs csv dataclasses datetime decimal fractions hashlib heapq inspect locale logging pathlib
platform pprint queue secrets shutil statistics tempfile textwrap timeit unittest
"""

# A file may name its encoding (PEP 263). UTF-8, ASCII and Latin-1 are in every Python that has started.
_ENCODINGS = "utf_8_sig latin_1 iso8859_1 iso8859_15 cp1252 ascii utf_16 gbk big5 shift_jis euc_jp euc_kr koi8_r cp1251 mac_roman"

# Python itself imports these when it needs them: for names and texts that are not ASCII, and for reading dates.
_IMPLICIT = ("unicodedata", "_strptime")

FREQUENT: tuple[str, ...] = tuple(_FREQUENT.split())
"""Dotted names, NumPy first. A zygote skips a name that this Python does not have."""

OCCASIONAL: tuple[str, ...] = (
    *_OCCASIONAL.split(),
    *(f"encodings.{name}" for name in _ENCODINGS.split()),
    *_IMPLICIT,
)
"""What is preloaded besides where forks cannot read files."""
