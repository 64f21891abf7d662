from __future__ import annotations

import ast

import pytest

TINY = [
    "1e-5", "1E-6", "2.5e-20j", "0.1", ".1", "0.10", "0.001", ".00001", "0.000_01", "10 ** -5", "10**(-5)", "2.0 ** -20",
    "0.5 ** 20", "1 / 1000", "1/1e5", "1. / 2**20", "1 / (1 << 20)", "pow(10, -5)", "np.power(10., -5)", "math.ldexp(1, -20)",
    "np.finfo(float).eps", "sys.float_info.epsilon", "np.sqrt(np.finfo(float).eps)", "np.cbrt(np.finfo(float).resolution)",
    "np.spacing(1.0)", "np.float64(1e-6)", "np.array(1e-6)", "-1e-5", "+1e-5", "complex(0, 1e-20)", "1j * 1e-20", "2 * 1e-5",
    "1e-5 - 1e-6", "abs(-1e-5)", "math.exp(-12)", "np.exp2(-20)", "math.ulp(1.0)",
]  # fmt: skip
NOT_TINY = ["0", "0.0", "1.0", "0.5", "2", "10.05", "True", "'1e-5'", "None", "1e5", "x", "0.11", "1 / 2.0", "np.exp(-x)", "f(1)"]


def number(boxed, text):
    """The constant that an expression is, as it is read."""
    statements = boxed("quotients.statements")
    graph, _ = statements.read_all({"main": ast.parse(f"value = {text}")})
    return [origin.size for origin in graph.origins if not origin.inverse and origin.size]


@pytest.mark.parametrize("text", TINY)
def test_tiny_numbers_are_seen_and_read(boxed, text):
    assert boxed("quotients.tiny").mentioned(f"h = {text}\n".encode())
    assert 0 < number(boxed, text)[-1] <= 0.1


@pytest.mark.parametrize("text", NOT_TINY)
def test_other_numbers_are_not(boxed, text):
    assert number(boxed, text) == []


@pytest.mark.parametrize("text", ["0", "0.0", "1.0", "0.5", "10.05", "x / 2.0", "np.exp(-x)", "x ** 2", "a - 1", "x[-1]"])
def test_what_most_files_hold_is_not_parsed(boxed, text):
    assert not boxed("quotients.tiny").mentioned(f"h = {text}\n".encode())


@pytest.mark.parametrize("text", ["10 ** 10 ** 10", "1 / 0", "10.0 ** 400", "np.sqrt(-1e-5)", "1e-5 @ 2", "1e400", "pow(0, -1)"])
def test_numbers_that_cannot_be_are_none(boxed, text):
    assert all(size <= 0.1 for size in number(boxed, text))


@pytest.mark.parametrize(
    ("divisor", "step", "related"),
    [(1e-5, 1e-5, True), (2e-5, 1e-5, True), (12e-3, 1e-3, True), (1e-5, 1e-6, False), (1e-8, 1e-5, False), (7e-5, 1e-5, False)],
)
def test_literals_that_belong_together(boxed, divisor, step, related):
    assert boxed("quotients.tiny").related(divisor, step) is related
