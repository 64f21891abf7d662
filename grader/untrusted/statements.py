"""Run the top level of a module statement by statement. A statement that fails is left out, and the rest is run."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from types import CodeType, ModuleType
from typing import Any, NamedTuple

from .definitions import imported_by_definitions
from .faults import describe, frames, text
from .stand_ins import AbsentError

_REASON_LENGTH = 250  # characters of an exception in the text about a statement
_FUTURES = 0x1FE0000  # flags of `from __future__ import ...` in a code object (PyCF_MASK of Python's own header)

_IN_FUNCTION = 0x1  # CO_OPTIMIZED: the code of a function has it, that of a module or a class does not


def silent(*_: object) -> str:
    """Say nothing: what is called where there is nobody to tell, and nothing to say."""
    return ""


class LeftOut(NamedTuple):
    """A statement that was not run to its end, or only with stand-ins.

    names   what it would have defined; "*" for a star import
    module  what was not available, where it was run with a stand-in
    cause   the statement from which it follows
    """

    file: str
    line: int
    reason: str
    names: frozenset[str]
    module: str = ""
    cause: LeftOut | None = None

    def explain(self, name: str) -> str:
        """The reason why a name is not defined."""
        if self.cause:
            return self.cause.explain(name)
        if self.module:
            return f"{self.file} line {self.line} imports {self.module}, which is not available here, so {name} is not defined"
        return f"{self.file} line {self.line} failed: {self.reason}, so {name} is not defined"


class Trees(Mapping[str, ast.Module]):
    """The modules that have been run, by path, each parsed when it is asked for.

    texts  of these modules: bytes, so that Python itself sees to the coding line, a BOM, line ends and tabs
    """

    def __init__(self) -> None:
        self.texts: dict[str, bytes] = {}
        self._parsed: dict[str, ast.Module] = {}

    def __getitem__(self, path: str) -> ast.Module:
        if path not in self._parsed:
            tree = compile(self.texts[path], path, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
            assert isinstance(tree, ast.Module)
            self._parsed[path] = tree
        return self._parsed[path]

    def __contains__(self, path: object) -> bool:
        return path in self.texts

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)


class Statements:
    """Runs the modules of a submission, and keeps what was left out of them.

    skipped  statements that ended an earlier process, by file and position, and how it ended
    tell     called with file, position and line of a statement that is about to be run
    imports  the `__import__` of the submission, which hands out stand-ins while it is lenient
    codes    modules that have been compiled before, by path and text
    provided names of modules that are the course's: to import them takes no time
    """

    def __init__(
        self,
        skipped: Mapping[tuple[str, int], str],
        tell: Callable[[str, int, int], object],
        imports: Any,
        codes: Mapping[tuple[str, bytes], CodeType],
        provided: frozenset[str],
    ) -> None:
        self._skipped, self._imports, self._codes, self._provided = skipped, imports, codes, provided
        self._running: list[tuple[str, int, int]] = []  # one for each module that is being imported
        imports.undefined = self._lacks
        self._paths: dict[int, str] = {}  # of a module
        self.tell = tell
        self.left_out: list[LeftOut] = []
        self.trees = Trees()
        self.mention_random = False  # modules that have been run

    def run(self, path: str, source: bytes, module: ModuleType) -> None:
        """Run a module. Raises only what its text raises when it is parsed."""
        self.trees.texts[path] = source
        self.mention_random |= b"random" in source
        self._paths[id(module)] = path
        outer = self._imports.lenient, self._imports.stood_in
        self._imports.lenient = False
        if not self._run_whole(path, source, module):
            self._run_by_parts(path, module)
        if self._running:  # the import statement of another module goes on
            self.tell(*self._running[-1])
        self._imports.lenient, self._imports.stood_in = outer

    def _run_whole(self, path: str, source: bytes, module: ModuleType) -> bool:
        """Run a module that does nothing but define, if it is one and nothing fails. Else it can be run once more."""
        code = self._codes.get((path, source))
        if code is None:
            names = imported_by_definitions(source) if module.__name__ != "__main__" and not self._skipped else None
            if names is None or not all(map(self._is_there, names)):
                return False
        try:
            code = code or compile(source, path, "exec", dont_inherit=True)
            exec(code, vars(module))  # noqa: S102 - to run a stranger's code is what the box is for
        except BaseException:  # noqa: BLE001 - what it was shows when the statements are run one by one
            return False
        return True

    def _is_there(self, name: str) -> bool:
        """Whether it takes no time to import a module."""
        return name in sys.modules or name in self._provided

    def _run_by_parts(self, path: str, module: ModuleType) -> None:
        """Run a module statement by statement, those together that only define."""
        try:
            tree = self.trees[path]
        except BaseException:  # what cannot be parsed has no statements and no places
            del self.trees.texts[path]
            raise
        flags = 0
        for together, group in groupby(enumerate(tree.body), lambda each: each[1] if self._takes_time(path, *each) else None):
            statements = [(position, each) for position, each in group if not position or not _is_constant(each)]
            if together is None and len(statements) > 1:
                try:
                    code = compile(ast.Module([each for _, each in statements], []), path, "exec", flags, dont_inherit=True)
                    exec(code, vars(module))  # noqa: S102 - to run a stranger's code is what the box is for
                    flags |= code.co_flags & _FUTURES
                    continue
                except BaseException:  # noqa: BLE001, S110 - which of them it was shows when they are run one by one, once more
                    pass
            for position, statement in statements:
                flags |= self._run(path, position, statement, module, flags)

    def _run(self, path: str, position: int, statement: ast.stmt, module: ModuleType, flags: int) -> int:
        """Run one statement, or note why it is left out. The flags that it sets for those after it."""
        reason, cause = self._skipped.get((path, position), ""), None
        line = min([statement.lineno, *(each.lineno for each in getattr(statement, "decorator_list", ()))])
        if not reason:
            self._running.append((path, position, line))
            if self._takes_time(path, position, statement):
                self.tell(*self._running[-1])
            try:
                code = compile(ast.Module([statement], []), path, "exec", flags, dont_inherit=True)
                flags |= code.co_flags & _FUTURES
                self._attempt(code, vars(module), statement)
            except BaseException as error:  # noqa: BLE001 - SystemExit and whatever else a file may raise
                reason = self._reason(error, path, line)
                cause = self.cause(path, _missing_name(error)) if type(error) is NameError else None
            self._running.pop()
        if reason:
            self.left_out.append(LeftOut(path, line, reason, _names(statement), cause=cause))
        return flags

    def _takes_time(self, path: str, position: int, statement: ast.stmt) -> bool:
        """Whether a statement may do anything but define, or is to be skipped. Such a one runs by itself, and is told of.

        Others run together, and can be run once more without a difference.
        """
        match statement:
            case _ if (path, position) in self._skipped:
                return True
            case ast.FunctionDef(decorator_list=[], args=of):
                parameters = (*of.posonlyargs, *of.args, *of.kwonlyargs, *filter(None, (of.vararg, of.kwarg)))
                annotations = (statement.returns, *(each.annotation for each in parameters))
                return not all(map(_is_simple, filter(None, (*of.defaults, *of.kw_defaults, *annotations))))
            case ast.Assign(targets=[ast.Name()], value=ast.Constant()):
                return False
            case ast.Import(names=names):
                return not all(self._is_there(each.name) for each in names)
            case ast.ImportFrom(module=str(name), level=0):
                return not self._is_there(name)
        return not _is_constant(statement)

    def explain(self, error: BaseException, file: str, line: int | None) -> str:
        """The text for an error that follows from something that was left out or is not available; "" for any other."""
        name = _missing_name(error)
        if type(error) is AbsentError:
            return text(error)
        if type(error) is ModuleNotFoundError and file and text(error) == f"No module named {name!r}":
            return f"{file} line {line} imports {name}, which is not available here"
        if type(error) is AttributeError and type(error.obj) is ModuleType and type(error.name) is str:
            return self._lacks(error.obj, error.name)
        cause = self.cause(file, name) if type(error) is NameError else None
        return cause.explain(name) if cause else ""

    def cause(self, file: str, name: str, *, star: str = "*") -> LeftOut | None:
        """The last statement of a file that was left out and would have defined a name."""
        there = [left for left in self.left_out if left.file == file]
        named = [left for left in there if name in left.names] or [left for left in there if star in left.names]
        return named[-1] if named else None

    def undefined(self, file: str, name: str) -> dict[str, Any] | None:
        """The fault of a call of a function that a file does not define; None where there is nothing to add."""
        cause = self.cause(file, name, star="")
        if cause:
            return {"kind": "raised", "message": cause.explain(name)}
        place = place_of(name, self.trees[file]) if name.encode() in self.trees.texts.get(file, b"") else ""
        return {"kind": "missing", "message": place} if place else None

    def _reason(self, error: BaseException, path: str, start: int) -> str:
        """The reason why a statement is left out: the exception, and its line where that is another one."""
        fault = describe(error, self.trees)
        file, line = fault["file"], fault["line"]
        if explained := self.explain(error, file, line):
            return explained.replace(f"{path} line {start} imports", "it imports")
        message = fault["message"].removesuffix(f" ({file}, line {line})")[:_REASON_LENGTH]  # a SyntaxError repeats its place
        reason = f"{fault['error']}: {message}".rstrip(": ").removesuffix(": None")  # exit()
        if file != path:
            return f"{reason} ({file} line {line})" if file else reason
        return reason if line == start else f"{reason} (line {line})"

    def _lacks(self, module: ModuleType, name: str) -> str:
        """The reason why a module of the submission lacks a name; "" where it is not known."""
        cause = self.cause(self._paths.get(id(module), ""), name, star="")
        return cause.explain(name) if cause else ""

    def _attempt(self, code: CodeType, namespace: dict[str, Any], statement: ast.stmt) -> None:
        """Run a statement, once more and leniently where an import leaves the top level. Raises what it raises."""
        try:
            exec(code, namespace)  # noqa: S102 - to run a stranger's code is what the box is for
        except ImportError as error:
            if type(error) is AbsentError or not self._raised_by_import(error):
                raise
        else:
            return
        self._imports.lenient, self._imports.stood_in = True, []
        try:
            exec(code, namespace)  # noqa: S102
        finally:
            self._imports.lenient = False
            for line, module in dict.fromkeys(self._imports.stood_in):
                self.left_out.append(LeftOut(code.co_filename, line, "", _names(statement), module))

    def _raised_by_import(self, error: ImportError) -> bool:
        """Whether an import at the top level of a file failed, and not one in a function that was called there."""
        own = [code for code, _ in frames(error) if code.co_filename in self.trees]
        return bool(own) and not own[-1].co_flags & _IN_FUNCTION


def _is_simple(expression: ast.expr) -> bool:
    """Whether an expression only names something: an annotation, a default value."""
    match expression:
        case ast.Constant() | ast.Name() | ast.UnaryOp(operand=ast.Constant()):
            return True
        case ast.Attribute(value=part):
            return _is_simple(part)
        case ast.Subscript(value=one, slice=other) | ast.BinOp(left=one, op=ast.BitOr(), right=other):
            return _is_simple(one) and _is_simple(other)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return all(map(_is_simple, parts))
    return False


def _is_constant(statement: ast.stmt) -> bool:
    """Whether a statement does nothing, and by itself would be a docstring."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def place_of(name: str, tree: ast.Module) -> str:
    """A sentence about a function that is defined, but not at top level; "" where it is not defined at all."""

    def search(node: ast.AST, inside: str) -> str:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef) and child.name == name and inside:
                return inside
            match child:
                case ast.ClassDef() | ast.FunctionDef():
                    what = f"{'class' if isinstance(child, ast.ClassDef) else 'function'} {child.name}"
                case ast.If() if "__name__" in ast.dump(child.test):
                    what = "the main guard"
                case ast.stmt():
                    what = f"the {type(child).__name__.lower()} statement"
                case ast.expr():
                    continue
                case _:  # a case of match, an except
                    what = ""
            if found := search(child, f"{what} (line {child.lineno})" if isinstance(child, ast.stmt) else inside):
                return found
        return ""

    try:
        inside = search(tree, "")
    except RecursionError:  # in a test that is nested too deeply
        inside = ""
    return f"{name} stands inside {inside}; it must stand at top level" if inside else ""


def _missing_name(error: BaseException) -> str:
    """The name that is not defined, or the module that is not found. A subclass may do anything when it is asked."""
    name = getattr(error, "name", None) if type(error) in (NameError, ModuleNotFoundError) else None
    return name if type(name) is str else ""


def _names(statement: ast.AST) -> frozenset[str]:
    """The names that a statement defines at the top level."""

    def defined(node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.partition(".")[0]
        else:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id
            for child in ast.iter_child_nodes(node):
                yield from defined(child)

    try:
        return frozenset(defined(statement))
    except RecursionError:  # in an expression, which defines nothing
        return frozenset()
