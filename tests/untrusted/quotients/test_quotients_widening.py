from __future__ import annotations

import ast
import traceback

import pytest


@pytest.fixture
def widened(search):
    """The text of `main` with steps that are widened tenfold."""
    return lambda source, **others: ast.unparse(search(source, **others).widened(10.0)["main"])


def lines(text: str) -> list[str]:
    return ast.unparse(ast.parse(text)).splitlines()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # literals: every one that belongs to the quotient
        ("def g(x): return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5 + log(x + 1e-5)",
         "def g(x): return (f(x + 1e-5 * 10.0) - f(x - 1e-5 * 10.0)) / (2e-5 * 10.0) + log(x + 1e-5)"),
        ("def g(x): return (f(x + 1e-5) - f(x - 1e-5)) * 50000",
         "def g(x): return (f(x + 1e-5 * 10.0) - f(x - 1e-5 * 10.0)) * (50000 * 0.1)"),
        # names: where they are bound
        ("def g(x, h=1e-5): return (f(x + h) - f(x)) / h",
         "def g(x, h=1e-5 * 10.0): return (f(x + h) - f(x)) / h"),
        ("def g(x, *, h): return (f(x + h) - f(x)) / h\ndef k(x): return g(x, h=1e-5)",
         "def g(x, *, h): return (f(x + h) - f(x)) / h\ndef k(x): return g(x, h=1e-5 * 10.0)"),
        ("def g(x, h): return (f(x + h) - f(x)) / h\ndef k(x): return g(x, 1e-5)",
         "def g(x, h): return (f(x + h) - f(x)) / h\ndef k(x): return g(x, 1e-5 * 10.0)"),
        ("def g(x, h): return (f(x + h) - f(x)) / h\ndef k(x): return g(*(x, 1e-5))",
         "def g(x, h): return (f(x + h) - f(x)) / h\ndef k(x): return g(*(x, 1e-5 * 10.0))"),
        ("def g(x):\n h = 1e-5\n print(f'{h}')\n assert h < 1\n return (f(x + h) - f(x)) / h",
         "def g(x):\n h = 1e-5 * 10.0\n print(f'{h}')\n assert h < 1\n return (f(x + h) - f(x)) / h"),
        ("def g(x):\n h = 1e-5\n if x > 1: return h\n return (f(x + h) - f(x)) / h",
         "def g(x):\n h = 1e-5\n if x > 1: return h\n return (f(x + h * 10.0) - f(x)) / (h * 10.0)"),
        # computed: the expression that is bound
        ("def g(x):\n h = finfo(float).eps ** (1 / 3)\n return (f(x + h) - f(x)) / h",
         "def g(x):\n h = finfo(float).eps ** (1 / 3) * 10.0\n return (f(x + h) - f(x)) / h"),
        ("eps = finfo(float).eps\ndef g(x):\n h = sqrt(eps)\n return (f(x + h) - f(x)) / h + x / max(x, eps)",
         "eps = finfo(float).eps\ndef g(x):\n h = sqrt(eps) * 10.0\n return (f(x + h) - f(x)) / h + x / max(x, eps)"),
        ("def g(x):\n h = 0.1 * 1e-4 * abs(x)\n return (f(x + h) - f(x)) / h",
         "def g(x):\n h = 0.1 * 1e-4 * 10.0 * abs(x)\n return (f(x + h) - f(x)) / h"),
        ("def g(x):\n h = 1e-3\n return (f(x + 0.1 * h) - f(x)) / (0.1 * h)",
         "def g(x):\n h = 1e-3 * 10.0\n return (f(x + 0.1 * h) - f(x)) / (0.1 * h)"),
        # shared with something else: where they are read for the quotient
        ("EPS = 1e-5\ndef g(x): return (f(x + EPS) - f(x)) / EPS\ndef k(x): return log(x + EPS)",
         "EPS = 1e-5\ndef g(x): return (f(x + EPS * 10.0) - f(x)) / (EPS * 10.0)\ndef k(x): return log(x + EPS)"),
        ("EPS = 1e-5\ndef g(x):\n h = EPS\n return (f(x + h) - f(x)) / h\ndef k(x): return clip(x, EPS, 1 - EPS)",
         "EPS = 1e-5\ndef g(x):\n h = EPS * 10.0\n return (f(x + h) - f(x)) / h\ndef k(x): return clip(x, EPS, 1 - EPS)"),
        ("HS = [1e-3, 1e-5]\ndef g(x): return [(f(x + h) - f(x)) / h for h in HS]\ndef k(x): return x * HS[0]",
         "HS = [1e-3, 1e-5]\ndef g(x): return [(f(x + h * 10.0) - f(x)) / (h * 10.0) for h in HS]\ndef k(x): return x * HS[0]"),
        ("R = 1e3  # 1 / 1e-3\ndef g(x): return (f(x + 1 / R) - f(x)) * R + R",
         "R = 1e3\ndef g(x): return (f(x + 1 / (R * 0.1)) - f(x)) * (R * 0.1) + R"),
        # complex: from where it would be seen
        ("def g(x): return f(x + 1e-20j).imag / 1e-20",
         f"def g(x): return f(x + 1e-20j * {10 * 1e-4 / 1e-20!r}).imag / (1e-20 * {10 * 1e-4 / 1e-20!r})"),
    ],
)  # fmt: skip
def test_steps_are_multiplied_and_nothing_else(widened, source, expected):
    assert widened(source).splitlines() == lines(expected)


def test_steps_of_a_helper(search):
    helper = "def g(f, x, h=1e-5): return (f(x + h) - f(x)) / h"
    trees = search("import helpers\ndef k(f, x): return helpers.g(f, x)", helpers=helper).widened(10.0)
    assert ast.unparse(trees["helpers"]).splitlines() == lines(helper.replace("1e-5", "1e-5 * 10.0"))


def test_lines_stay_what_they_are(search):
    source = "\n\ndef g(f, x,\n      h=1e-5):\n    '''Text.'''\n\n    return (f(x + h)\n            - f(x)) / (h\n  * 0)\n"
    tree = search(source).widened(10.0)["main"]
    namespace: dict[str, object] = {}
    exec(compile(tree, "main.py", "exec", dont_inherit=True), namespace)
    with pytest.raises(ZeroDivisionError) as raised:
        namespace["g"](abs, 1.0)
    assert traceback.extract_tb(raised.tb)[-1].lineno == 7
    assert namespace["g"].__code__.co_firstlineno == 3
    assert namespace["g"].__doc__ == "Text."
