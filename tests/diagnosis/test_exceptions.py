"""Exceptions whose text or line shows the mistake, and edits of a line: what is named, and what is not."""

from __future__ import annotations

import ast
import math

import numpy as np
import pytest

from grader.diagnosis.exceptions import name_exception
from grader.diagnosis.repairs import MOST, repairs, with_repairs
from grader.diagnosis.source import LARGEST, Source
from grader.model import Fault, FaultKind

X = np.array([1.0, 2.0, 3.0])


def fault(error, message, line=None):
    return Fault(kind=FaultKind.RAISED, error=error, message=message, line=line, file="word2vec.py")


def source(text):
    read = Source.read({"word2vec.py": text.encode()}, "word2vec.py")
    assert read is not None
    return read


def code(error, message, text="x = 1\n", line=1):
    name = name_exception(fault(error, message, line), source(text))
    return name.code if name else None


# --- the text -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "fails"),
    [
        ("array-for-number", "math.exp(X)"),
        ("array-for-number", "float(X)"),
        ("array-for-number", "int(np.ones((2, 2)))"),
        ("array-for-number", "np.zeros(3).__setitem__(0, X)"),
        ("number-for-array", "len(np.float64(1))"),
        ("number-for-array", "len(3)"),
        ("not-called", "np.ones(2).transpose * 0.5"),
        ("not-called", "-np.ones(2).sum"),
        ("not-called", "np.exp(np.ones(2).sum)"),
        ("not-called", "np.ones(2).transpose.shape"),
        ("index-arrays", "np.ones((5, 3))[[0, 1, 2, 4], np.arange(3)]"),
        ("number-for-array", "(3)[0]"),
        ("number-for-array", "(0.5).shape"),
        ("number-for-array", "np.float64(1)[0]"),
        ("number-for-array", "list(3)"),
        ("number-for-array", "list(np.array(3.0))"),
        ("number-for-array", "np.array(3.0)[0]"),
        ("number-for-array", "len(np.array(3.0))"),
        ("number-for-array", "2.0 @ X"),
        ("number-for-array", "X @ np.float64(2)"),
        ("integer-array", "np.add(np.zeros(3, int), 0.5, out=np.zeros(3, int))"),
        ("index-not-integer", "X[0.5]"),
        ("index-not-integer", "X['word']"),
        ("index-not-integer", "[1, 2]['word']"),
        ("index-not-integer", "X[np.array([0.5])]"),
        ("index-out-of-range", "X[7]"),
        ("index-out-of-range", "[1][3]"),
        ("key-not-there", "{}['word']"),
        ("axis-not-there", "X.sum(axis=1)"),
        ("axis-not-there", "X[0, 0]"),
        ("wrong-brackets", "X(0)"),
        ("wrong-brackets", "np.outer[X, X]"),
        ("wrong-brackets", "np.exp[X]"),
        ("wrong-brackets", "len[X]"),
        ("none-used", "nothing_of() + X"),
        ("none-used", "nothing_of()[0]"),
        ("none-used", "nothing_of().shape"),
        ("list-for-array", "[1.0] - [2.0]"),
        ("list-for-array", "[1.0] * 0.5"),
        ("list-for-array", "[1.0] + 0.5"),
        ("list-for-array", "-[1.0]"),
        ("array-as-condition", "bool(X > 0)"),
        ("argument-count", "nothing_of(1)"),
        ("argument-count", "of_two(1)"),
        ("argument-count", "nothing_of(word=1)"),
        ("wrong-unpacking", "[a for a, b in [(1, 2, 3)]]"),
        ("wrong-unpacking", "[a for a, b in [(1,)]]"),
        ("wrong-unpacking", "[a for a, b in [1]]"),
        ("undefined-name", "nothing"),
        ("undefined-name", "np.outter(X, X)"),
        (None, "X @ np.ones(4)"),
        (None, "X + np.ones(4)"),
        (None, "X.reshape(2, 2)"),
        (None, "1 // 0"),
        (None, "np.linalg.inv(np.zeros((2, 2)))"),
    ],
)
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_the_text_of_an_exception_shows_the_mistake(expected, fails):
    names = {"np": np, "math": math, "X": X, "nothing_of": lambda: None, "of_two": lambda a, b: None}
    with pytest.raises((ArithmeticError, AttributeError, LookupError, NameError, TypeError, ValueError)) as raised:
        eval(fails, names)
    assert code(type(raised.value).__name__, str(raised.value)) == expected


@pytest.mark.parametrize(
    ("expected", "error", "message"),
    [
        ("array-for-number", "TypeError", "only length-1 arrays can be converted to Python scalars"),
        ("array-for-number", "TypeError", "only size-1 arrays can be converted to Python scalars"),
        ("integer-array", "UFuncTypeError", "Cannot cast ufunc 'add' output from dtype('float64') to dtype('int64') with ..."),
        ("number-for-array", "TypeError", "'numpy.float64' object does not support item assignment"),
        ("number-for-array", "AttributeError", "'int' object has no attribute 'shape'"),
        ("undefined-name", "UnboundLocalError", "local variable 'loss' referenced before assignment"),
        ("undefined-name", "UnboundLocalError", "cannot access local variable 'loss' where it is not associated with a value"),
        ("endless-recursion", "RecursionError", "maximum recursion depth exceeded"),
        ("argument-count", "TypeError", "the given function takes exactly these arguments: v, o, U"),
        ("index-not-integer", "TypeError", "outside_index must be an integer, not str"),
        (None, "ValueError", "shapes (3,) and (4,) not aligned: 3 (dim 0) != 4 (dim 0)"),
        (
            None,
            "AttributeError",
            "module 'numpy' has no attribute 'int'.\n`np.int` was a deprecated alias for the builtin `int`.",
        ),
        (None, "AssertionError", ""),
        (None, "ZeroDivisionError", "division by zero"),
    ],
)
def test_texts_of_other_versions(expected, error, message):
    assert code(error, message) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("z = np.log(U, v)", "second-argument"),
        ("z = np.exp(U, out)", "second-argument"),
        ("z = numpy.sqrt(U, v)", "second-argument"),
        ("z = np.log(np.dot(U, v))", None),
        ("z = np.dot(U, v)", None),
        ("z = np.log(U, where=U > 0)", None),
        ("z = logaddexp(U, v)", None),
    ],
)
def test_a_function_of_one_array_that_gets_two(line, expected):
    assert code("ValueError", "operands could not be broadcast together", f"import numpy as np\n{line}\n", 2) == expected


@pytest.mark.parametrize(
    ("name", "similar"),
    [("outside_vector", "outside_vectors"), ("sofmax", "softmax"), ("totl", "total"), ("helpr", "helper"), ("q", None)],
)
def test_a_name_that_is_not_defined_and_the_most_similar_one(name, similar):
    text = "from utils.utils import softmax\ndef helper(): pass\ndef f(outside_vectors):\n    total = 0\n    return x\n"
    named = name_exception(fault("NameError", f"name '{name}' is not defined", 5), source(text))
    assert named is not None
    assert (f"Did you mean {similar}?" == named.hint) == (similar is not None)


# --- the source -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [b"", b"def f(:", b"x = '\xff'", b"\0", b"(" * 5000, b"x = " + b"-" * 100_000 + b"1", b"#" * (LARGEST + 1), b"[" * 90 + b"x"],
)
def test_what_cannot_be_parsed_explains_nothing(content):
    assert Source.read({"word2vec.py": content}, "word2vec.py") is None
    assert Source.read({}, "word2vec.py") is None


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_an_expression_stands_where_its_text_is(newline):
    text = f"# наука{newline}é = 'ß'; z = (a @{newline}  b){newline}"
    read = source(text)
    (product,) = [node for node in read.expressions(2) if isinstance(node, ast.BinOp)]
    start, end = read.span(product)
    assert read.text[start:end] == "a @\n  b"
    assert read.segment(product) == "(a @\n  b)"


# --- edits ----------------------------------------------------------------------------------------------------------------


def edited(text, line, sizes=("{0}.shape[0]",)):
    read = source(text)
    return {read.text[: e.start] + e.new + read.text[e.end :]: e.name.code for e in repairs(read, [line], sizes)}


def test_edits_undo_one_mistake_each_and_leave_other_lines_alone():
    text = "def f(v):\n    y = np.zeros(3)\n    y[0] = 1\n    for i, k in enumerate(v):\n        y[k] += a @ b\n    return y\n"
    found = edited(text, 5)
    assert set(found.values()) == {
        "outer-product-needed",
        "transposed-factor",
        "one-hot-length",
        "value-for-position",
        "extra-axis",
    }
    for new in found:
        ast.parse(new)
        assert sum(old != changed for old, changed in zip(text.splitlines(), new.splitlines(), strict=True)) == 1


def test_there_is_an_end_to_edits():
    text = "def f(v):\n    return " + " + ".join("a @ b" for _ in range(100)) + "\n"
    assert len(edited(text, 2)) == MOST


def test_a_file_with_edits_is_the_file_with_further_functions():
    text = 'import numpy as np\nTEXT = """\'\\n{0}"""\ndef f(a, b):\n    return a @ b\n'
    read = source(text)
    edits = repairs(read, [4], [])
    namespace = {"__name__": "word2vec", "__file__": "word2vec.py"}
    exec(with_repairs(read, "f", edits), namespace)
    with pytest.raises(ValueError, match="matmul"):
        namespace["f"](X, np.ones(2))
    outer = next(i for i, edit in enumerate(edits) if edit.name.code == "outer-product-needed")
    assert namespace[f"f_repaired_{outer}"](X, np.ones(2)).shape == (3, 2)
