from __future__ import annotations

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
        files = {"word2vec.py": source.encode()}
        return boxed("template_code").untouched(namespace, files, {"sigmoid": STARTER} if starters is None else starters)

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
