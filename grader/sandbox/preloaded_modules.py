"""Modules that a zygote imports before any submission, so that its forks share them: those that real submissions import most.

Everything else of the standard library and of NumPy is imported from the disk by the fork that wants it. A module that an
assignment allows beyond these is needed: a zygote that cannot import it does not start.
"""

from __future__ import annotations

_COMMON = """
numpy numpy.char numpy.fft numpy.lib.stride_tricks numpy.linalg numpy.ma numpy.polynomial numpy.random numpy.rec numpy.testing
numpy.typing
__future__ abc argparse array ast bisect builtins calendar cmath codecs collections collections.abc contextlib copy csv
dataclasses datetime decimal enum errno fractions functools gc glob hashlib heapq importlib inspect io itertools json keyword
locale logging math numbers operator os os.path pathlib pickle platform pprint queue random re secrets shutil stat statistics
string struct sys tempfile textwrap threading time timeit traceback types typing unittest warnings weakref
"""

# A file may name its encoding (PEP 263). UTF-8, ASCII and Latin-1 are in every Python that has started.
_ENCODINGS = "utf_8_sig latin_1 iso8859_1 iso8859_15 cp1252 ascii utf_16 gbk big5 shift_jis euc_jp euc_kr koi8_r cp1251 mac_roman"

# Python itself imports these when it needs them: for names and texts that are not ASCII, and for reading dates.
_IMPLICIT = ("unicodedata", "_strptime")

PRELOADED: tuple[str, ...] = (
    *_COMMON.split(),
    *(f"encodings.{name}" for name in _ENCODINGS.split()),
    *_IMPLICIT,
)
"""Dotted names, NumPy first. A zygote skips a name that this Python does not have."""
