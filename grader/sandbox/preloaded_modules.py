"""Modules that a zygote imports before any submission: behind walls no file can be opened, so nothing can be imported later.

The standard list is imported from the start, before it is known what an assignment offers. An assignment that offers fewer
modules is served by the same processes, which refuse the rest (`untrusted/loading.py`). A module that an assignment offers
beyond that list is needed: a zygote that cannot import it does not start.
"""

from __future__ import annotations

from grader.model.allowed_imports import STANDARD_MODULES

# A file may name its encoding (PEP 263). UTF-8, ASCII and Latin-1 are in every Python that has started.
_ENCODINGS = "utf_8_sig latin_1 iso8859_1 iso8859_15 cp1252 ascii utf_16 gbk big5 shift_jis euc_jp euc_kr koi8_r cp1251 mac_roman"

# Python itself imports these when it needs them: for names and texts that are not ASCII, and for reading dates.
_IMPLICIT = ("unicodedata", "_strptime")

PRELOADED: tuple[str, ...] = (*STANDARD_MODULES, *(f"encodings.{name}" for name in _ENCODINGS.split()), *_IMPLICIT)
"""Dotted names, NumPy first. A zygote skips a name that this Python does not have."""
