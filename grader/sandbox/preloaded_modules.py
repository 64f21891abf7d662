"""What must be imported before a submission comes: behind the walls nothing can be imported any more.

The standard list is there from the start, before it is known what an assignment offers. Who offers less is served by the same
processes, which refuse the rest (`untrusted/loading.py`); what is offered beyond that list is needed, or the box does not start.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.machinery import PathFinder

from grader.model.allowed_imports import STANDARD_MODULES

# A file may say in which encoding it is written (PEP 263). UTF-8, ASCII and Latin-1 are in every Python that has started.
_ENCODINGS = "utf_8_sig latin_1 iso8859_1 iso8859_15 cp1252 ascii utf_16 gbk big5 shift_jis euc_jp euc_kr koi8_r cp1251 mac_roman"

# What Python imports by itself when it is needed: names and texts that are not ASCII, and dates that are read.
_BY_ITSELF = ("unicodedata", "_strptime")

PRELOADED: tuple[str, ...] = (*STANDARD_MODULES, *(f"encodings.{name}" for name in _ENCODINGS.split()), *_BY_ITSELF)
"""Dotted names, NumPy first. What this Python does not have is not there."""


def beyond(modules: Iterable[str]) -> tuple[str, ...]:
    """Those that are not preloaded for everybody."""
    return tuple(name for name in modules if name not in PRELOADED)


def packages(modules: Iterable[str]) -> tuple[str, ...]:
    """The installed packages that they belong to."""
    tops = dict.fromkeys(name.partition(".")[0] for name in modules)
    return tuple(name for name in tops if name not in sys.stdlib_module_names)


def is_there(name: str, folder: str) -> bool:
    """Whether a module is in the standard library or in that folder. Nothing is imported to find out."""
    top = name.partition(".")[0]
    if top in sys.stdlib_module_names:
        return True
    path: list[str] | None = [folder]
    for end in [n for n, letter in enumerate(name) if letter == "."] + [len(name)]:
        spec = PathFinder.find_spec(name[:end], path) if path else None
        if spec is None:
            return False
        path = list(spec.submodule_search_locations or ())
    return True
