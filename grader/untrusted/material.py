"""The material of an assignment: what is the same for all its submissions, and read once for all forks of a zygote.

No byte of a submission is among it, and nothing that a submission could not read in its own process anyway.
"""

from __future__ import annotations

import builtins
import importlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from types import CodeType, ModuleType
from typing import Any

from .template_code import starters_of


class Material:
    """Helper modules, starters, and the names of modules and functions, from the first frame of a process.

    helpers     source texts by module name, for what a submission does not bring itself
    available   names of the modules that import statements find besides, each with all below it; None for all
    on_the_way  packages in which these lie
    wanted      functions that will be called
    starters    the template's functions, by name; of one name there may be several
    codes       the helpers, compiled, by path and text
    loaded      names of all modules of this process, and the first part of each
    builtins    a copy of that module for the files of the one submission of this process
    """

    def __init__(self, header: Mapping[str, Any]) -> None:
        bring_in(header["needed"])
        self.helpers: dict[str, bytes] = {name: text.encode() for name, text in header["helpers"].items()}
        modules = header["modules"]
        self.available = frozenset(("__future__", *modules)) if modules else None  # the first is a word of the language
        self.on_the_way = frozenset(parent for name in modules for parent in parents(name))
        self.wanted: list[str] = header["wanted"]
        self.starters = {name: starters_of(source) for name, source in header["starters"].items()}
        places = {name: (path_of(name), text) for name, text in self.helpers.items()}
        self.codes = {place: code for place in places.values() if (code := _compiled(*place))}
        self.loaded = frozenset(sys.modules)
        self.loaded_tops = frozenset(name.partition(".")[0] for name in self.loaded)
        self.builtins = ModuleType("builtins")  # made before the forks: to copy it touches a page for each of its types
        vars(self.builtins).update(vars(builtins))


NOTHING: dict[str, Any] = {"helpers": {}, "modules": [], "wanted": [], "starters": {}, "needed": []}
"""The frame of an assignment that provides nothing."""


def parents(name: str) -> Iterator[str]:
    """The packages in which a module lies, the nearest first."""
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def path_of(helper: str) -> str:
    """The path of a helper module, by its name."""
    return helper.replace(".", "/") + ".py"


def _compiled(path: str, text: bytes) -> CodeType | None:
    try:
        return compile(text, path, "exec", dont_inherit=True)
    except SyntaxError:  # which whoever imports it gets
        return None


def bring_in(modules: Sequence[str]) -> None:
    """Import further modules from the folders of packages. A fork of a zygote has them already."""
    before = list(sys.path)
    for name in modules:
        sys.path[:] = [*before, *vars(sys.modules[__package__])["packages"]]
        importlib.import_module(name)
        sys.path[:] = before
