"""The modules of an assignment's author that lie outside of its folder, found by the imports in its files."""

from __future__ import annotations

import ast
import sys
import sysconfig
import tokenize
from pathlib import Path
from types import ModuleType

from grader.errors import AssignmentError

_LIBRARIES = tuple(Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib"))


def imported(source: str, parent: str) -> list[str]:
    """The names in the imports of a source that may be modules. `parent` is the package that relative ones start from."""
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            full = absolute(node, parent)
            names += [full, *(f"{full}.{alias.name}" for alias in node.names)]
    return names


def absolute(node: ast.ImportFrom, parent: str) -> str:
    """The name of the module that `from ... import` takes names from."""
    parts = parent.split(".")
    outer = parts[: len(parts) + 1 - node.level] if node.level else []
    return ".".join([*outer, *([node.module] if node.module else [])])


def parent_of(module: ModuleType) -> str:
    """The package that relative imports of a module start from."""
    return module.__name__ if hasattr(module, "__path__") else module.__name__.rpartition(".")[0]


def is_authors(module: ModuleType, package: str) -> bool:
    """Whether a module is one of the assignment's, or a file of its author elsewhere: no part of an installed package."""
    file, name = getattr(module, "__file__", None), module.__name__
    if not file or not file.endswith(".py") or name.partition(".")[0] == "grader":
        return False
    if f"{name}.".startswith(f"{package.partition('.')[0]}."):
        return True
    return not any(Path(file).is_relative_to(place) for place in _LIBRARIES)


def source_of(path: Path) -> str:
    """The text of a file of an author's, decoded as Python does. Raises AssignmentError where that is impossible."""
    try:
        with tokenize.open(path) as file:
            return file.read()
    except (SyntaxError, UnicodeDecodeError) as error:
        value = f"{type(error).__name__}: {error}"
        raise AssignmentError("the file is not UTF-8", where=str(path), value=value, attempt="save it as UTF-8") from error


def outside(folder: Path, package: str) -> list[Path]:
    """The files of the modules outside of `folder` that its files import, and that those import. All have been imported."""
    found: dict[str, Path] = {}
    waiting = []
    for path in folder.rglob("*.py"):
        parent = ".".join([package, *path.relative_to(folder).parts[:-1]])
        waiting += imported(source_of(path), parent)
    while waiting:
        module = sys.modules.get(waiting.pop())
        if module is None or module.__name__ in found or not is_authors(module, package):
            continue
        path = Path(str(module.__file__))
        if not path.is_relative_to(folder):
            found[module.__name__] = path
            waiting += imported(source_of(path), parent_of(module))
    return sorted(found.values())
