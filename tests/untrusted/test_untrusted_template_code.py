from __future__ import annotations

import ast
from typing import Any

import pytest

STARTER = '''
def sigmoid(x):
    """The starter's docstring."""
    raise NotImplementedError
'''


@pytest.fixture
def untouched(boxed):
    def found(source: str, starters: dict[str, str] | None = None, path: str = "word2vec.py") -> list[str]:
        namespace: dict[str, object] = {}
        exec(compile(source, path, "exec", dont_inherit=True), namespace)
        trees = {"word2vec.py": ast.parse(source)}
        given = {"sigmoid": STARTER} if starters is None else starters
        handed_out = {name: boxed("template_code").starters_of(text) for name, text in given.items()}
        return boxed("template_code").Starters(handed_out, trees).untouched(namespace)

    return found


@pytest.mark.parametrize(
    "source",
    [
        STARTER,
        "# coding: utf-8\nimport math\n\n\ndef sigmoid(x):\n    # YOUR CODE HERE\n    raise NotImplementedError  # todo\n",
        "def sigmoid(z, eps=1e-9):\n    '''Mine.'''\n    pass\n    ...\n    raise NotImplementedError\n",
        "import functools\n@functools.cache\ndef other(): pass\n" + STARTER,
        "def sigmoid(x):\n    return 1\n" + STARTER,
        "if True:\n    def sigmoid(x):\n        raise NotImplementedError\n",
    ],
)
def test_still_what_was_handed_out(untouched, source):
    assert untouched(source) == ["sigmoid"]


@pytest.mark.parametrize(
    "source",
    [
        "def sigmoid(x):\n    return 1 / (1 + x)\n",
        "def sigmoid(x):\n    raise NotImplementedError()\n",
        "def sigmoid(x):\n    pass\n",
        "sigmoid = lambda x: x\n",
        "sigmoid = 7\n",
        "sigmoid = len\n",
        "other = 1\n",
        STARTER + "def mine(x):\n    return x\nsigmoid = mine\n",
        STARTER + "def sigmoid(x):\n    return x\n",
        STARTER + "class sigmoid: pass\n",
    ],
)
def test_no_longer_what_was_handed_out(untouched, source):
    assert untouched(source) == []


def test_a_decorated_function_is_found_by_its_first_line(untouched):
    source = "def same(f):\n    return f\n@same\n@same\ndef sigmoid(x):\n    raise NotImplementedError\n"
    assert untouched(source) == ["sigmoid"]


def test_a_starter_with_a_body_of_its_own(untouched):
    starter = "    def f(x):\n        s = None\n        ### YOUR CODE HERE\n\n        ### END YOUR CODE\n        return s\n"
    assert untouched("def f(y):\n    s = None\n    return s\n", {"f": starter}) == ["f"]
    assert untouched("def f(y):\n    s = 1\n    return s\n", {"f": starter}) == []


def test_a_function_may_have_several_starters(untouched):
    starters = {"f": "def f(x):\n    return s\n\ndef f(y):\n    loss = 0\n    return loss\n"}
    assert untouched("def f(x):\n    return s\n", starters) == ["f"]
    assert untouched("def f(x):\n    loss = 0\n    return loss\n", starters) == ["f"]
    assert untouched("def f(x):\n    loss = 1\n    return loss\n", starters) == []


def test_a_function_from_elsewhere_is_not_the_submissions(untouched):
    assert untouched(STARTER, path="elsewhere.py") == []


def test_a_starter_that_is_no_function_marks_nothing(untouched):
    assert untouched(STARTER, {"sigmoid": "x = 1"}) == []


def test_an_expression_too_deep_to_follow(untouched):
    source = "def sigmoid(x):\n    return " + "+".join(["x"] * 1200) + "\n"
    assert untouched(source) == []


# --- half-written starters ------------------------------------------------------------------------------------------------

LOSS = """
def loss(x, y):
    total = 0.0
    return total, grad_x, grad_y
"""


@pytest.fixture
def unwritten(boxed):
    """The name that a call of `loss` finds unwritten."""

    def found(source: str) -> str:
        namespace: dict[str, Any] = {}
        exec(compile(source, "word2vec.py", "exec", dont_inherit=True), namespace)
        handed_out = {"loss": boxed("template_code").starters_of(LOSS)}
        starters = boxed("template_code").Starters(handed_out, {"word2vec.py": ast.parse(source)})
        try:
            namespace["loss"](1, 2)
        except Exception as error:  # noqa: BLE001
            return starters.unwritten(error, namespace["loss"])
        raise AssertionError

    return found


RETURN = "    return total, grad_x, grad_y\n"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("    total = x * y\n", "grad_x"),
        ("    'Docs.'\n    total, grad_x = x * y, y\n", "grad_y"),
        ("    total = x\n    # grad_x = y\n    ...\n", "grad_x"),
    ],
)
def test_a_name_that_the_starter_asks_for_is_unwritten(unwritten, body, name):
    assert unwritten(f"def loss(x, y):\n{body}{RETURN}") == name


@pytest.mark.parametrize(
    "source",
    [
        f"def loss(x, y):\n    total = x * why\n{RETURN}",  # a slip in a line of one's own
        f"def loss(x, y):\n    total = 1\n    if x > 5:\n        grad_x = grad_y = 1\n{RETURN}",  # assigned, but not always
        "def loss(x, y):\n    total = x\n    return total, grad_x\n",  # not the line of the starter
        f"def other(x):\n    return grad_x\ndef loss(x, y):\n    total = other(x)\n{RETURN}",
        f"def loss(x, y):\n    total = 1 / 0\n{RETURN}",
        f"class N(NameError):\n    name = 'grad_x'\ndef loss(x, y):\n    raise N\n{RETURN}",
    ],
)
def test_other_errors_are_errors(unwritten, source):
    assert unwritten(source) == ""
