"""Name the mistake behind an exception, from its type, its text and the line that raised it.

Only what the exception itself shows is claimed. The hint may guess.
"""

from __future__ import annotations

import ast
import difflib
import re
from dataclasses import dataclass

import numpy as np

from grader.diagnosis.source import Source
from grader.model import Fault


@dataclass(frozen=True, slots=True)
class Name:
    """A name for an exception; `what` stands before the exception's own text, which follows in brackets."""

    code: str
    what: str
    hint: str


_NUMBER = r"'(?:int|float|complex|bool|numpy\.\w*(?:float|int|bool)\w*)'"
_SEQUENCE = r"'(?:list|tuple|str|dict|set|range)'"
_FUNCTION = r"'(?:function|builtin_function_or_method|method|type|numpy\.ufunc|numpy\._Array\w+)'"
_ZERO_AXES = r"invalid index to scalar|iteration over a 0-d|array is 0-dimensional|not have enough dimensions \(has 0"
_ARGUMENTS = r"unexpected keyword|takes exactly these arguments|multiple values for argument"

NAMES: tuple[tuple[str, str, str, str], ...] = (
    (
        r"only (?:length-1|size-1|0-dimensional) arrays can be converted|setting an array element with a sequence",
        "array-for-number",
        "an array stands where one number is needed",
        "The functions of the module math take one number; those of NumPy take arrays. An entry is a number.",
    ),
    (
        rf"{_NUMBER} (?:object )?(?:is not|does not support|has no)|len\(\) of unsized|{_ZERO_AXES}",
        "number-for-array",
        "a number is used as if it were an array",
        "Which value on this line is one number? It has no length, no shape and no entries, and is multiplied by *.",
    ),
    (
        r"Cannot cast ufunc .* to dtype\('u?int",
        "integer-array",
        "an array of integers cannot hold fractions",
        "Create the array with floats: np.zeros makes floats, np.array([0, 0]) makes integers.",
    ),
    (
        r"only integers, slices|indices must be integers|used as indices must be of integer|must be an integer, not",
        "index-not-integer",
        "an index is not an integer",
        "Print the index. Is it a word or a value, where its position is needed?",
    ),
    (
        rf"object is not callable|{_FUNCTION} object is not subscriptable",
        "wrong-brackets",
        "round brackets call a function, square brackets take an entry",
        "Exchange the brackets, or look for a variable that has the name of a function.",
    ),
    (
        rf"(?:unsupported|bad) operand type.*{_FUNCTION}|{_FUNCTION} object has no attribute|argument \d of type .*(?:function|method)",
        "not-called",
        "a function stands where its value is needed",
        "Write the brackets that call it: x.transpose() or x.T, x.sum().",
    ),
    (
        r"indexing arrays could not be broadcast",
        "index-arrays",
        "two lists of indices are paired, and differ in length",
        "U[rows] takes whole rows; U[rows, columns] takes one entry for each pair.",
    ),
    (
        r"NoneType",
        "none-used",
        "None is used as a value",
        "Does each function return a value on every path? Methods that change an object in place return None.",
    ),
    (
        rf"unsupported operand type.*{_SEQUENCE}|can't multiply sequence|can only concatenate|bad operand type.*{_SEQUENCE}",
        "list-for-array",
        "arithmetic with a list or a text",
        "Turn the list into an array first: np.array.",
    ),
    (
        r"truth value of an array",
        "array-as-condition",
        "a condition is an array, not one truth value",
        "Decide for each entry (np.where), or say whether all or any entries count.",
    ),
    (
        rf"positional arguments? but \d+ (?:was|were) given|missing \d+ required|{_ARGUMENTS}",
        "argument-count",
        "the arguments of a call do not fit the parameters",
        "Compare the call with the definition; the functions that are graded have the parameters of the template.",
    ),
    (
        r"values to unpack|cannot unpack",
        "wrong-unpacking",
        "the values on the right do not fit the names on the left",
        "How many values does the right side have?",
    ),
    (
        r"axis -?\d+ is out of bounds|too many indices for array",
        "axis-not-there",
        "the array has fewer axes than this line needs",
        "Print the shape. A vector of shape (n,) has one axis, axis 0.",
    ),
    (
        r"out of bounds for axis|index out of range",
        "index-out-of-range",
        "there is no such entry",
        "Print the index and the shape. What does an entry of this array stand for, and does the index count the same?",
    ),
    (
        r"^KeyError",
        "key-not-there",
        "the dictionary has no such key",
        "Print its keys. Are they words or indices?",
    ),
    (
        r"^RecursionError",
        "endless-recursion",
        "a function calls itself without end",
        "Does a function of yours call itself where it should call another one of the same name?",
    ),
)
"""Patterns of `type: text`, each with the code, the text and the hint of a Name; the first that matches counts."""

SUSPECTED = frozenset({"wrong-unpacking", "axis-not-there", "index-out-of-range", "key-not-there"})
"""These often follow from a mistake that a rerun can show, and are named only if it shows none."""

_OF_ONE_ARRAY = {"log", "log2", "log10", "log1p", "exp", "expm1", "exp2", "sqrt", "square", "tanh", "abs", "absolute", "negative"}


def name_exception(fault: Fault, source: Source | None) -> Name | None:
    """The name of what an exception shows; None if it shows nothing more than its own text."""
    text = f"{fault.error}: {fault.message}"
    return (
        _second_argument(source, fault.line)
        or _undefined(text, source)
        or next((Name(*name) for pattern, *name in NAMES if re.search(pattern, text)), None)
    )


def _second_argument(source: Source | None, line: int | None) -> Name | None:
    """A function of one array that gets two on the line that raised, as in np.log(a, b)."""
    if source is None or line is None:
        return None
    for node in source.expressions(line):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=module), attr=name), args=[_, _, *_]) if (
                name in _OF_ONE_ARRAY and module in ("np", "numpy")
            ):
                what = f"line {line} gives {module}.{name} two arrays: it takes one, and stores its result in the second"
                return Name("second-argument", what, "Which function did you mean, that combines two arrays?")
    return None


def _undefined(text: str, source: Source | None) -> Name | None:
    """A name that is not defined, and the defined one that is most like it."""
    match = re.search(
        r"NameError: name '(\w+)'|UnboundLocalError: .*variable '(\w+)'|module 'numpy' has no attribute '(\w+)'$", text
    )
    if match is None:
        return None
    undefined, unbound, of_numpy = match.groups()
    if unbound:
        hint = f"{unbound} has no value yet on this line: set it before, on every path."
        return Name("undefined-name", f"{unbound} is used before it is set", hint)
    known = set(dir(np)) if of_numpy else set()
    for node in ast.walk(source.tree) if source and undefined else ():
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.alias(name=name):
                known.add(name)
    similar = difflib.get_close_matches(undefined or of_numpy, known, n=1)
    hint = f"Did you mean {similar[0]}?" if similar else "Look for a misspelt name, or a line that is missing above."
    return Name("undefined-name", f"{'nothing' if undefined else 'nothing in NumPy'} has the name {undefined or of_numpy}", hint)
