"""The reference as a submission: a file with the names of an interface, and beside it the modules of the reference."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from types import ModuleType

from grader.errors import AssignmentError
from grader.model import Assignment, Interface, StandIn, Submission
from grader.validation import modules


def submission_for(assignment: Assignment, interface: Interface, package: str, stand_in: StandIn | None = None) -> Submission:
    """The interface's own program, or one that gives the functions of the reference the names of the interface.

    package   the package of the assignment: its modules are handed in under their names inside it (`functions.py`)
    stand_in  takes the place of a function of the reference, also where other functions of the reference call it

    Raises AssignmentError where the source of a function cannot be found.
    """
    references = {s.name: assignment.function(s.function).reference for s in interface.signatures}
    sources: dict[str, str] = {}
    for reference in references.values():
        module = sys.modules[reference.__module__]
        if not hasattr(module, reference.__name__) or not hasattr(module, "__file__"):
            what, attempt = "the reference is no function of a module", "define it at the top level of functions.py"
            raise AssignmentError(what, where=assignment.name, value=repr(reference), attempt=attempt)
        _collect(module, package, sources)
    main = interface.program or "".join(
        f"from {_name(reference.__module__, package)} import {reference.__name__} as {name}\n"
        for name, reference in references.items()
    )
    if stand_in is not None:
        reference = assignment.function(stand_in.function).reference
        place = _name(reference.__module__, package)
        main = f"{stand_in.source}\nimport {place}\n{place}.{reference.__name__} = {stand_in.function}\n{main}"
    # A reference that has the name of the file to submit is that file.
    files = {**sources, f"{assignment.module}.py": main} if interface.program else {f"{assignment.module}.py": main, **sources}
    return Submission(id=interface.title, files={path: text.encode() for path, text in files.items()})


def _name(module: str, package: str) -> str:
    """The name under which a module is handed in."""
    return module.removeprefix(f"{package}.")


def _collect(module: ModuleType, package: str, sources: dict[str, str]) -> None:
    """Add the source of a module, and of those of the author's that it imports."""
    name = _name(module.__name__, package)
    path = f"{name.replace('.', '/')}{'/__init__' if hasattr(module, '__path__') else ''}.py"
    if path in sources:
        return
    source, parent = modules.source_of(Path(str(module.__file__))), modules.parent_of(module)
    renamed = _Renamed(package, parent)
    tree = renamed.visit(ast.parse(source))
    sources[path] = ast.unparse(ast.fix_missing_locations(tree)) if renamed.changed else source
    for each in modules.imported(source, parent):
        other = sys.modules.get(each)
        if other is not None and each != package and modules.is_authors(other, package):
            _collect(other, package, sources)


class _Renamed(ast.NodeTransformer):
    """Import what lies in the package of the assignment without the package's name. `parent` is the module's own package."""

    def __init__(self, package: str, parent: str) -> None:
        self.package, self.parent, self.changed = package, parent, False

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        full = modules.absolute(node, self.parent)
        if full != self.package and not full.startswith(f"{self.package}."):
            return node
        self.changed = True
        if full == self.package:  # `from . import rows`
            return ast.Import(names=node.names)
        return ast.ImportFrom(module=_name(full, self.package), names=node.names, level=0)
