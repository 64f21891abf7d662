"""Import the submission's files from memory: no file of a student is ever on a disk that Python searches."""

from __future__ import annotations

import builtins
import importlib
import importlib.machinery
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import decode_source
from types import CodeType, ModuleType
from typing import Any, NamedTuple


class Source(NamedTuple):
    """The path of a module in the submission, and its bytes in any encoding of PEP 263."""

    path: str
    text: bytes


class MemoryFinder:
    """Finds and loads the modules of a table, by dotted name. Folders on the way to them are packages, with `__init__` or not.

    A finder and loader by its methods; the base classes of importlib.abc would cost 3 ms (they import importlib.resources).
    """

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = sources
        self.builtins = vars(builtins)
        self.loaded: dict[str, ModuleType] = {}
        self._packages = {parent for name in sources for parent in _parents(name)}
        self._packages |= {name for name, source in sources.items() if source.path.endswith("__init__.py")}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The specification of a module or package of the table; None sends the import on to others."""
        del path, target
        if fullname not in self.sources and fullname not in self._packages:
            return None
        where = self._source(fullname).path
        package = self.is_package(fullname)
        spec = importlib.machinery.ModuleSpec(fullname, self, origin=where, is_package=package)  # type: ignore[arg-type]
        spec.has_location = bool(where)  # which gives the module its __file__
        return spec

    def is_package(self, fullname: str) -> bool:
        """Whether there are modules below it. A file with a folder of its name beside it is both."""
        return fullname in self._packages

    def get_source(self, fullname: str) -> str:
        """The text: what shows a submission's lines in a traceback, and what inspect.getsource asks for."""
        return decode_source(self._source(fullname).text)

    def get_code(self, fullname: str) -> CodeType:
        """The compiled text. From bytes: so Python itself sees to the coding line, a BOM, line ends and tabs."""
        source = self._source(fullname)
        return compile(source.text, source.path, "exec", dont_inherit=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        """The ordinary kind of module will do."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the text, and keep the module itself: sys.modules is the submission's to change."""
        self.loaded[module.__name__] = module
        module.__dict__["__builtins__"] = self.builtins
        exec(self.get_code(module.__name__), module.__dict__)  # noqa: S102 - to run a stranger's code is what the box is for

    def _source(self, fullname: str) -> Source:
        return self.sources.get(fullname, Source("", b""))


class Refusal:
    """Refuse imports of modules that are not available to a submission. Without names all modules are available.

    As a finder it is asked last. As a function it replaces `__import__` in the submission's own files, so that they cannot import
    what this process has loaded for itself or could load.

    modules  names of available modules, each with all that is below it
    own      top-level names of the submission itself, for which Python's own message is enough
    """

    def __init__(self, modules: Sequence[str], own: Iterable[str]) -> None:
        self._own = frozenset(own)
        self._whole = frozenset(("__future__", *modules))  # which is a word of the language
        self._on_the_way = {parent for name in modules for parent in _parents(name)}
        self._import = builtins.__import__
        self._available = ", ".join(dict.fromkeys(name.partition(".")[0] for name in modules if not name.startswith("_")))

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        """Raise ModuleNotFoundError, which a submission may catch as always."""
        del path, target
        if self._available and fullname.partition(".")[0] not in self._own:
            raise ModuleNotFoundError(
                f"No module named {fullname!r} is available here. Available: {self._available}", name=fullname
            )

    def __call__(
        self,
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002 - as Python calls it
        locals: Mapping[str, object] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        """Carry out an import statement. Raises ModuleNotFoundError for what is neither available nor on the way to it.

        Imports of compiled code (NumPy's, datetime's) come here too if a line of the submission has called it. They are allowed,
        and recognised by a list of names, where a statement has a tuple or nothing (PyImport_Import).
        """
        if level == 0 and type(fromlist) is not list:
            # A package that only leads to an available module may be imported, but nothing else be taken from it.
            through = name in self._on_the_way and not self._is_available(name)
            for each in [f"{name}.{end}" for end in fromlist or ()] if through else [name]:
                if not self._is_available(each):
                    self.find_spec(each, None)
        return self._import(name, globals, locals, fromlist, level)

    def _is_available(self, name: str) -> bool:
        """Whether a module or a package above it is available. From the top, because names may be very long."""
        dot = name.find(".")
        while dot >= 0 and name[:dot] in self._on_the_way and name[:dot] not in self._whole:
            dot = name.find(".", dot + 1)
        return (name if dot < 0 else name[:dot]) in self._whole


class Submission:
    """The files of one submission and the helper modules that it may import, on the import system's path while it lives."""

    def __init__(self, files: Mapping[str, bytes], helpers: Mapping[str, str], modules: Sequence[str] = ()) -> None:
        self.files = files
        sources = own_modules(files)
        for name, text in helpers.items():
            sources.setdefault(name, Source(name.replace(".", "/") + ".py", text.encode()))
        self._finder = MemoryFinder(sources)
        sys.meta_path.insert(0, self._finder)
        # Asked last: only what nobody else knows may be a longer spelling of what we have.
        longer = MemoryFinder(longer_spellings(sources, files.values()))
        refusing = Refusal(modules, [name.partition(".")[0] for name in (*sources, *longer.sources)])
        self._finder.builtins = longer.builtins = {**vars(builtins), "__import__": refusing}
        sys.meta_path += [longer, refusing]

    def load(self, module: str) -> dict[str, Any]:
        """Import a module and return its namespace. Raises whatever the submission raises."""
        if self._finder.find_spec(module, None) is None:
            raise ModuleNotFoundError(f"No module named {module!r}", name=module)
        importlib.import_module(module)
        return self._finder.loaded[module].__dict__

    def replace(self, namespace: dict[str, Any], stand_ins: Mapping[str, Any]) -> None:
        """Replace functions of a module by name, and wherever else the submission has a name for these very functions."""
        meant = {id(namespace[name]): function for name, function in stand_ins.items() if callable(namespace.get(name))}
        for module in [*self._finder.loaded.values()]:
            names = [(name, meant[id(value)]) for name, value in vars(module).items() if id(value) in meant]
            vars(module).update(names)
        namespace.update(stand_ins)


def bring_in(modules: Sequence[str]) -> None:
    """Import further modules from the folders of packages. A fork of a zygote has them already."""
    before = list(sys.path)
    for name in modules:
        sys.path[:] = [*before, *vars(sys.modules[__package__])["packages"]]
        importlib.import_module(name)
        sys.path[:] = before


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


def _parents(name: str) -> Iterable[str]:
    while "." in name:
        name = name.rpartition(".")[0]
        yield name
