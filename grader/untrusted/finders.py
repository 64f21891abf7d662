"""Finders of the submission's own modules, which are loaded from memory."""

from __future__ import annotations

import _imp
import importlib.machinery
import os
import sys
from collections.abc import Container, Iterable, Mapping, Sequence
from importlib.util import decode_source
from types import CodeType, ModuleType
from typing import NamedTuple

from . import inside_files
from .material import parents
from .statements import Statements


class Source(NamedTuple):
    """The path of a module in the submission, and its bytes in any encoding of PEP 263."""

    path: str
    text: bytes


class MemoryFinder:
    """Finds and loads the modules of a table, by dotted name. Folders on the way to them are packages, with `__init__` or not.

    A finder and loader by its methods; the base classes of importlib.abc would cost 3 ms (they import importlib.resources).
    """

    def __init__(self, sources: Mapping[str, Source], statements: Statements, own_builtins: ModuleType) -> None:
        self._statements, self._builtins = statements, own_builtins
        self.loaded: dict[str, ModuleType] = {}
        self.know(sources)

    def know(self, sources: Mapping[str, Source]) -> None:
        """Find these modules from now on."""
        self.sources = sources
        self._packages = {parent for name in sources for parent in parents(name)}
        self._packages |= {name for name, source in sources.items() if source.path.endswith("__init__.py")}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The specification of a module or package of the table; None sends the import on to others."""
        del path, target
        if not self.knows(fullname):
            return None
        where = self._source(fullname).path
        origin = os.path.join(inside_files.working_folder(), where) if where else None  # noqa: PTH118 - pathlib costs 5 ms
        package = self.is_package(fullname)
        spec = importlib.machinery.ModuleSpec(fullname, self, origin=origin, is_package=package)  # type: ignore[arg-type]
        spec.has_location = bool(where)  # which gives the module its __file__
        return spec

    def knows(self, fullname: str) -> bool:
        """Whether this is a module of the table, or a package on the way to one."""
        return fullname in self.sources or fullname in self._packages

    def is_package(self, fullname: str) -> bool:
        """Whether there are modules below it. A file with a folder of its name beside it is both."""
        return fullname in self._packages

    def get_code(self, fullname: str) -> CodeType:
        """The code, which runpy asks for."""
        source = self._source(fullname)
        return compile(source.text, source.path, "exec", dont_inherit=True)

    def get_source(self, fullname: str) -> str:
        """The text: what shows a submission's lines in a traceback, and what inspect.getsource asks for."""
        return decode_source(self._source(fullname).text)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        """The ordinary kind of module will do."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the text, and keep the module itself: sys.modules is the submission's to change."""
        self.loaded[module.__name__] = module
        module.__dict__["__builtins__"] = self._builtins
        source = self._source(module.__name__)
        self._statements.run(source.path, source.text, module)
        sys.modules.setdefault(module.__name__, module)  # which it may have deleted

    def _source(self, fullname: str) -> Source:
        return self.sources.get(fullname, Source("", b""))


class OnPath(MemoryFinder):
    """Finds what lies in folders of the submission that it has put on sys.path. `everything` are all its modules."""

    def __init__(self, everything: Mapping[str, Source], statements: Statements, own_builtins: ModuleType) -> None:
        super().__init__({}, statements, own_builtins)
        self._everything = everything

    def knows(self, fullname: str) -> bool:
        """Whether a module can be reached over sys.path as it is now."""
        start = inside_files.working_folder() + os.sep
        folders = [os.path.abspath(each).removeprefix(start) for each in sys.path if type(each) is str]  # noqa: PTH100
        prefixes = [folder.replace(os.sep, ".") + "." for folder in folders]
        found = [(name.removeprefix(each), name) for each in prefixes for name in self._everything if name.startswith(each)]
        self.know({short: self._everything[name] for short, name in reversed(found)})
        return super().knows(fullname)


def make_way(names: Iterable[str], loaded_tops: Container[str]) -> None:
    """Forget modules of Python that the submission has files of the same name for: these come first, as they do in Python.

    Not what every Python has loaded before it runs a program, nor NumPy.
    """
    tops = {name.partition(".")[0] for name in names} - {*sys.builtin_module_names, "encodings", "numpy"}
    if not any(top in loaded_tops for top in tops):
        return
    for name in [each for each in sys.modules if each.partition(".")[0] in tops and not _imp.is_frozen(each)]:
        del sys.modules[name]
