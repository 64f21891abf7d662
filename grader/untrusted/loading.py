"""Import the submission's files from memory: no file of a student is ever on a disk that Python searches."""

from __future__ import annotations

import builtins
import importlib
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import FrameType, FunctionType, MappingProxyType, ModuleType
from typing import Any

from . import inside_files, inside_locks
from .faults import describe
from .finders import MemoryFinder, OnPath, Source, make_way
from .material import Material, path_of
from .stand_ins import Absent, Extended
from .statements import Statements, silent


class Imports:
    """The `__import__` of the submission's own files, which cannot import what this process has loaded or could load for itself.

    material   which modules are available
    own        top-level names of the submission itself
    lenient    what cannot be imported is a stand-in
    stood_in   line and name of every stand-in
    undefined  called with a module and a name that it lacks: the reason, or ""
    on_path    what else the submission can import over its sys.path
    builtins   the submission's own: what it puts in there, only its own files find
    """

    def __init__(self, material: Material, own: Iterable[str]) -> None:
        self._available, self._on_the_way, self._own = material.available, material.on_the_way, frozenset(own)
        self._import = builtins.__import__
        self.lenient = False
        self.stood_in: list[tuple[int, str]] = []
        self.undefined: Callable[[ModuleType, str], str] = silent
        self.on_path: OnPath | None = None
        self._before = material.loaded
        self.builtins = material.builtins
        vars(self.builtins)["__import__"] = self

    def __call__(
        self,
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002 - as Python calls it
        locals: Mapping[str, object] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        """Carry out an import statement. Raises ModuleNotFoundError for what is neither available nor on the way to it.

        Imports of compiled code (NumPy's, datetime's) come here too if a line of the submission has called it. They are allowed,
        and recognised by a list of names, where a statement has a tuple or nothing (PyImport_Import).
        """
        if type(fromlist) is list:
            return self._import(name, globals, locals, fromlist, level)
        caller = sys._getframe(1)  # noqa: SLF001 - there is no other way to the line
        while caller.f_code.co_filename.startswith("<") and caller.f_back:  # exec, eval
            caller = caller.f_back
        top, _, rest = name.partition(".")
        try:
            module = self._strict(name, globals, locals, fromlist or (), level)
        except ImportError as error:
            if not self.lenient:
                raise
            absent = self._absent(caller, str(error.name or name) if type(error) is ModuleNotFoundError else name)
            if fromlist or not rest:
                return absent
            try:  # `import numpy.lost` defines numpy
                return _extended(self._strict(top, globals, locals, (), 0), rest, absent)
            except ImportError:
                return absent
        lost = [each for each in fromlist or () if each != "*" and not hasattr(module, each)] if self.lenient else []
        return Extended(module, {each: self._absent(caller, f"{name}.{each}", module, each) for each in lost}) if lost else module

    def _strict(
        self,
        name: str,
        globals: Mapping[str, object] | None,  # noqa: A002
        locals: Mapping[str, object] | None,  # noqa: A002
        fromlist: Sequence[str],
        level: int,
    ) -> ModuleType:
        """An import as Python does it. A relative one outside of packages begins at the top: folders are no packages."""
        if level and not (globals or {}).get("__package__"):
            if not name:
                return Extended(ModuleType("__init__"), {each: self._strict(each, globals, locals, (), 0) for each in fromlist})
            level = 0
        if level == 0 and self._available is not None:
            # A package that only leads to an available module may be imported, but nothing else be taken from it.
            through = name in self._on_the_way and not self._is_available(self._decisive(name))
            for each in [f"{name}.{end}" for end in fromlist] if through else [name]:
                refused = self._decisive(each)
                if not self._is_available(refused) and each not in self._on_the_way and not self._added(refused):
                    raise ModuleNotFoundError(f"No module named {refused!r}", name=refused)
        if name.startswith("multiprocessing"):
            inside_locks.install()
        return self.builtins if name == "builtins" else self._import(name, globals, locals, fromlist, level)

    def _is_available(self, name: str) -> bool:
        return self._available is None or name in self._available or name in self._own

    def _added(self, name: str) -> bool:
        """Whether the submission has put this name in sys.modules, or its folder on sys.path."""
        spec = getattr(sys.modules.get(name), "__spec__", None)
        put_there = name in sys.modules and name not in self._before and getattr(spec, "name", "") != name
        return put_there or (self.on_path is not None and self.on_path.knows(name))

    def _decisive(self, name: str) -> str:
        """The shortest part of a name that is not only on the way. From the top, because names may be very long."""
        dot = name.find(".")
        while dot >= 0 and name[:dot] in self._on_the_way and not self._is_available(name[:dot]):
            dot = name.find(".", dot + 1)
        return name if dot < 0 else name[:dot]

    def _absent(self, caller: FrameType, what: str, module: ModuleType | None = None, name: str = "") -> Absent:
        """A stand-in for a module, or for a name that a module lacks."""
        reason = self.undefined(module, name) if module is not None else ""
        if not reason:
            self.stood_in.append((caller.f_lineno, what))
            reason = f"{caller.f_code.co_filename} line {caller.f_lineno} imports {what}, which is not available here"
        return Absent(reason)


def _extended(module: ModuleType, path: str, absent: Absent) -> ModuleType:
    """A copy of a module with a stand-in at this dotted path."""
    first, _, rest = path.partition(".")
    inner = getattr(module, first, None)
    return Extended(module, {first: _extended(inner, rest, absent) if rest and isinstance(inner, ModuleType) else absent})


class Submission:
    """The files of one submission and the helper modules that it may import, on the import system's path while it lives."""

    def __init__(
        self,
        files: Mapping[str, bytes],
        material: Material,
        skipped: Mapping[tuple[str, int], str] = MappingProxyType({}),
        tell: Callable[[str, int, int], object] = silent,
    ) -> None:
        self.files = files
        self.main = ""  # path of the module that was loaded
        sources = own_modules(files)
        provided = {name: Source(path_of(name), text) for name, text in material.helpers.items() if name not in sources}
        self._provided = frozenset(source.path for source in provided.values())
        sources |= provided
        longer = longer_spellings(sources, files.values())
        imports = Imports(material, {name.partition(".")[0] for name in (*sources, *longer)})
        self.statements = Statements(skipped, tell, imports, material.codes, frozenset(provided))
        imports.on_path = OnPath(sources, self.statements, imports.builtins)
        self._finder = MemoryFinder(sources, self.statements, imports.builtins)
        make_way(sources, material.loaded_tops)
        sys.meta_path.insert(0, self._finder)
        # Asked last: only what nobody else knows may be a longer spelling of what we have.
        sys.meta_path += (MemoryFinder(longer, self.statements, imports.builtins), imports.on_path)

    def load(self, module: str) -> dict[str, Any]:
        """Import a module and return its namespace. Raises whatever the submission raises."""
        if self._finder.find_spec(module, None) is None:
            raise ModuleNotFoundError(f"No module named {module!r}", name=module)
        self.main = self._finder.sources[module].path if module in self._finder.sources else ""
        inside_files.pose_as_program(self.main, self._finder.loaded.get, module)
        importlib.import_module(module)
        self.statements.tell = silent  # modules may be imported by a call, too
        return self._finder.loaded[module].__dict__

    def fault(self, error: BaseException) -> dict[str, Any]:
        """The description of an error, with its cause where that is known."""
        fault = describe(error, self.files)
        reason = self.statements.explain(error, fault["file"], fault["line"])
        return {**fault, "message": reason} if reason else fault

    def provides(self, value: object) -> bool:
        """Whether this is a function of a helper module that the submission did not bring itself."""
        return type(value) is FunctionType and value.__code__.co_filename in self._provided

    def replace(self, namespace: dict[str, Any], stand_ins: Mapping[str, Any]) -> None:
        """Replace functions of a module by name, and wherever else the submission has a name for these very functions."""
        meant = {id(namespace[name]): function for name, function in stand_ins.items() if callable(namespace.get(name))}
        for module in [*self._finder.loaded.values()]:
            names = [(name, meant[id(value)]) for name, value in vars(module).items() if id(value) in meant]
            vars(module).update(names)
        namespace.update(stand_ins)


def own_modules(files: Mapping[str, bytes]) -> dict[str, Source]:
    """The files by module name. A package comes before a file of the same name, as in Python."""
    sources: dict[str, Source] = {}
    for path in sorted(files, key=lambda path: path.endswith("/__init__.py")):
        if path.endswith(".py"):
            name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            sources[name] = Source(path, files[path])
    return sources


def longer_spellings(sources: Mapping[str, Source], texts: Iterable[bytes]) -> dict[str, Source]:
    """All modules once more under each longer prefix by which a text imports one that has a dotted name itself.

    Students work in a folder of the course and hand in part of it: `a2.utils.utils` for `utils.utils`. Names without a dot are
    no evidence: with a `utils.py` at hand, `torch.utils` is still torch.
    """
    dotted = [name.encode(errors="replace").rpartition(b".") for name in sources if "." in name]
    known = [re.escape(parent) + rb"(?:\.|[ \t]+import[ \t]+)" + re.escape(leaf) for parent, _, leaf in dotted]
    imported = re.compile(rb"^[ \t]*(?:from|import)[ \t]+((?:\w+\.)+?)(?:" + b"|".join(known) + rb")\b", re.MULTILINE)
    prefixes = {match[1].decode() for text in texts for match in imported.finditer(text)} if known else set()
    return {prefix + name: sources[name] for prefix in prefixes for name in sources}
