"""Small edits of the line that raised. The one that makes a function right shows what the mistake was.

Each edit undoes one kind of mistake. Its result is only run again, never shown: a diagnosis says what was wrong.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from grader.diagnosis.exceptions import Name
from grader.diagnosis.source import FunctionNode, Source

MOST = 40
"""Edits that are tried for one function; one line seldom has more, and each runs the whole file again."""

OUTER = Name(
    "outer-product-needed",
    "an outer product is needed in place of the product on this line",
    "Which shape does the result need, and which has the product of these two vectors?",
)
ONE_HOT = Name(
    "one-hot-length",
    "a one-hot vector has the wrong size",
    "What does an entry of that vector stand for, a word or a dimension? How many are there?",
)
LENGTH = Name(
    "wrong-length",
    "an array is created with one size of the input where another one is needed",
    "What does an entry of that array stand for, a word or a dimension? How many are there?",
)
TRANSPOSED = Name(
    "transposed-factor",
    "the factors of the product on this line are in the wrong order, or one of them is transposed wrongly",
    "Write the shapes of the factors beside each other: the inner sizes are equal, the outer ones are the result's.",
)
COLUMN = Name(
    "column-for-row",
    "a column is taken from an array whose words are rows",
    "Which index counts the words, the first or the second?",
)
EXTRA_AXIS = Name(
    "extra-axis",
    "an array that is used here has an axis of length 1 too many",
    "Print the shapes: (n, 1) and (1, n) are matrices, and (n,) is a vector. Where does the axis come from?",
)
POSITION = Name(
    "value-for-position",
    "an array is indexed by the values of a loop, and its entries are counted by the turns of that loop",
    "What does entry 0 of this array belong to? A loop over enumerate(...) counts its turns.",
)

_NUMPY = '__import__("numpy")'  # whatever name the file has given it
_PRODUCTS = ("dot", "matmul", "multiply", "inner")
_CREATORS = ("zeros", "ones", "empty", "full", "eye", "identity", "zeros_like", "ones_like", "empty_like")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """An edit: the characters from `start` to `end` are replaced by `new`. `name` is the mistake that it undoes."""

    name: Name
    start: int
    end: int
    new: str


def repairs(source: Source, lines: Sequence[int], sizes: Sequence[str]) -> list[Repair]:
    """The edits for the lines that raised, at most MOST, each once.

    sizes  expressions of the sizes of the input, where {0} is the name of the first parameter: "len({0})"
    """
    edits = list(islice(_edits(source, lines, sizes), 4 * MOST))
    found = {(*source.span(node), new): name for name, node, new in reversed(edits)}
    return [Repair(name=name, start=start, end=end, new=new) for (start, end, new), name in reversed(found.items())][:MOST]


def with_repairs(source: Source, function: str, edits: Sequence[Repair]) -> bytes:
    """The file with one more function for each edit, `repaired_name(function, i)`, which does what the edited file's does."""
    return f"""{source.text}

def _repaired(i):
    text, edits = {source.text!r}, {[(edit.start, edit.end, edit.new) for edit in edits]!r}
    start, end, new = edits[i]
    namespace = {{"__name__": __name__, "__file__": __file__}}
    def function(*arguments):
        if {function!r} not in namespace:
            exec(text[:start] + new + text[end:], namespace)
        return namespace[{function!r}](*arguments)
    return function

for _i in range({len(edits)}):
    globals()[{repaired_name(function, "")!r} + str(_i)] = _repaired(_i)
""".encode()


def repaired_name(function: str, number: object) -> str:
    """The name of a function with one edit in it."""
    return f"{function}_repaired_{number}"


Edit = tuple[Name, ast.expr, str]


def _edits(source: Source, lines: Sequence[int], sizes: Sequence[str]) -> Iterator[Edit]:
    """Edits of the lines that raised, and then of the functions around them."""
    functions = dict.fromkeys(function for line in lines if (function := source.function(line)))
    for line in lines:
        for node in source.expressions(line):
            yield from _products(source, node)
            for function in functions:
                yield from _positions(source, function, node)
    for function in functions:
        yield from _lengths(function, sizes)
        yield from _rows(source, function)
        yield from _vectors(source, function)


def _products(source: Source, node: ast.expr) -> Iterator[Edit]:
    """Other products of the same two factors."""
    match node:
        case ast.BinOp(left=left, op=ast.MatMult() | ast.Mult(), right=right):
            matrix = isinstance(node.op, ast.MatMult)
        case ast.Call(func=ast.Attribute(attr=name), args=[left, right]) if name in _PRODUCTS:
            matrix = name != "multiply"
        case ast.Call(func=ast.Attribute(value=left, attr="dot"), args=[right]):
            matrix = True
        case _:
            return
    a, b = source.segment(left), source.segment(right)
    for x, y in ((a, b), (b, a)):
        yield OUTER, node, f"{_NUMPY}.outer({x}, {y})"
    if matrix:
        for x, y in ((f"{a}.T", b), (a, f"{b}.T"), (b, a), (b, f"{a}.T"), (f"{b}.T", a)):
            yield TRANSPOSED, node, f"{_NUMPY}.dot({x}, {y})"


def _lengths(function: FunctionNode, sizes: Sequence[str]) -> Iterator[Edit]:
    """Arrays that a function creates, with other sizes of its input."""
    names = [argument.arg for argument in function.args.args]
    lengths = [size.format(*names, *[""] * 9) for size in sizes]
    for statement in ast.walk(function):
        if not isinstance(statement, ast.Assign):
            continue
        targets = {target.id for target in statement.targets if isinstance(target, ast.Name)}
        name = ONE_HOT if _sets_one(function, targets) or any(map(_marks_one, ast.walk(statement))) else LENGTH
        for node in ast.walk(statement.value):
            match node:
                case ast.Call(func=ast.Attribute(attr=creator), args=[size, *_]) if creator in _CREATORS:
                    if creator.endswith("_like"):
                        yield from ((name, node, f"{_NUMPY}.{creator.removesuffix('_like')}({n})") for n in lengths)
                        continue
                    for part in size.elts if isinstance(size, ast.Tuple) else [size]:
                        yield from ((name, part, length) for length in lengths)
                case ast.BinOp(left=ast.List(), right=size) | ast.Call(func=ast.Name(id="range"), args=[size]):
                    yield from ((name, size, length) for length in lengths)


def _rows(source: Source, function: FunctionNode) -> Iterator[Edit]:
    """Rows in place of columns."""
    for node in ast.walk(function):
        match node:
            case ast.Subscript(value=array, slice=ast.Tuple(elts=[ast.Slice(lower=None, upper=None), index]), ctx=ast.Load()):
                yield COLUMN, node, f"{source.segment(array)}[{source.segment(index)}]"


def _vectors(source: Source, function: FunctionNode) -> Iterator[Edit]:
    """The values of the function's variables, as vectors."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield EXTRA_AXIS, node.value, f"{_NUMPY}.ravel({source.segment(node.value)})"


def _sets_one(function: FunctionNode, targets: set[str]) -> bool:
    """True if one entry of one of these variables is set to 1 in the function."""
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name))], value=ast.Constant(value=1)) if name in targets:
                return True
    return False


def _marks_one(node: ast.AST) -> bool:
    """True for a row of an identity matrix, and for a comparison, which is true for one word."""
    match node:
        case ast.Compare() | ast.Subscript(value=ast.Call(func=ast.Attribute(attr="eye" | "identity"))):
            return True
    return False


def _positions(source: Source, function: FunctionNode, node: ast.expr) -> Iterator[Edit]:
    """The position in its loop in place of a loop's value, where that is an index."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Name):
        return
    for loop in ast.walk(function):
        if not isinstance(loop, ast.For) or not loop.lineno < node.lineno <= (loop.end_lineno or 0):
            continue
        match loop.target, loop.iter:
            case ast.Name(id=value), values if value == node.slice.id:
                yield POSITION, node.slice, f"list({source.segment(values)}).index({value})"
            case ast.Tuple(elts=[ast.Name(id=position), ast.Name(id=value)]), _ if value == node.slice.id:
                yield POSITION, node.slice, position
