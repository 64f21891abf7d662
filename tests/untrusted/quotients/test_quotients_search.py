from __future__ import annotations

import numpy as np
import pytest

from tests.quotient_programs import CHECKED, DIFFERENCED, UNLISTED, checked_by

X = np.array([0.3, -0.6, 0.8])


@pytest.mark.parametrize("name", DIFFERENCED)
@pytest.mark.filterwarnings("ignore::numpy.exceptions.ComplexWarning")
def test_what_is_differenced_is_found_and_changes_with_its_step(run, name):
    """A hundred times the step makes the error larger as the formula says, and does nothing worse: all of it was widened."""
    as_it_is, wide = run(DIFFERENCED[name]), run(DIFFERENCED[name], 100.0)
    loss = as_it_is.namespace["loss"]
    slopes = [(loss(X + 1e-6 * e) - loss(X - 1e-6 * e)) / 2e-6 for e in np.eye(3)]
    assert np.allclose(as_it_is.gradient, slopes, rtol=1e-4, atol=1e-6)
    assert "gradient" in as_it_is.names
    assert "loss" not in as_it_is.names
    assert wide.names == as_it_is.names
    change = np.abs(wide.gradient - as_it_is.gradient).max() / np.abs(slopes).max()
    assert 1e-10 < change < 0.05
    assert np.array_equal(wide.loss, as_it_is.loss)


@pytest.mark.parametrize("name", UNLISTED)
def test_what_is_derived_is_not_listed(run, name):
    as_it_is, wide = run(UNLISTED[name]), run(UNLISTED[name], 1000.0)
    assert not {"gradient", "loss"} & as_it_is.names
    assert np.array_equal(wide.gradient, as_it_is.gradient)
    assert np.array_equal(wide.loss, as_it_is.loss)


@pytest.mark.parametrize("name", CHECKED)
@pytest.mark.filterwarnings("ignore:not the gradient")
def test_what_is_derived_and_checks_itself_does_not_change(run, name):
    as_it_is, wide = run(CHECKED[name]), run(CHECKED[name], 1000.0)
    assert "gradient" in as_it_is.names
    assert np.array_equal(wide.gradient, as_it_is.gradient)
    assert np.array_equal(wide.loss, as_it_is.loss)


# Each derived program with a check of another kind, those left out of which the names do not fit together.
DERIVED = [*UNLISTED, *CHECKED]
CHECKS = [
    name for name in DIFFERENCED if name not in ("powers only", "gradient of a helper", "keyword", "position", "class attribute")
]


@pytest.mark.parametrize(("derived", "check"), [(name, CHECKS[7 * n % len(CHECKS)]) for n, name in enumerate(DERIVED)])
@pytest.mark.filterwarnings("ignore:not the gradient", "ignore::numpy.exceptions.ComplexWarning", "ignore::RuntimeWarning")
def test_a_check_of_any_kind_inside_a_derived_gradient_changes_nothing(run, derived, check):
    files = checked_by({**UNLISTED, **CHECKED}[derived], DIFFERENCED[check])
    as_it_is, wide = run(files), run(files, 1000.0)
    assert "gradient" in as_it_is.names
    assert np.array_equal(wide.gradient, as_it_is.gradient)
    assert np.array_equal(wide.loss, as_it_is.loss)


def test_there_are_enough_programs():
    assert len(UNLISTED) + len(CHECKED) >= 40
    assert len(DIFFERENCED) >= 40


QUOTIENT = "(f(x + 1e-5) - f(x - 1e-5)) / 2e-5"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (f"def f(x): return x\ndef g(x): return {QUOTIENT}\ndef k(x): return g(x)\ndef m(x): return f(x)", {"g", "k"}),
        (f"def g(x): return {QUOTIENT}\nk = g", {"g", "k"}),
        (f"def g(x): return {QUOTIENT}\ndef k(h, x): return h(x)\ndef m(x): return k(g, x)", {"g", "m"}),
        (f"def g(x):\n    def inner(): return {QUOTIENT}\n    return inner()", {"g"}),
        (f"class C:\n    def g(self, x): return {QUOTIENT}\ndef k(x): return C().g(x)", {"C", "k"}),
        (f"if True:\n    def g(x): return {QUOTIENT}\nelse:\n    def k(x): return x", {"g"}),
        (f"try:\n    pass\nexcept ValueError:\n    pass\nfinally:\n    def g(x): return {QUOTIENT}", {"g"}),
        (f"if __name__ == '__main__':\n    def g(x): return {QUOTIENT}\nelse:\n    def k(x): return {QUOTIENT}", {"k"}),
        (f"def g(x):\n    global k\n    k = lambda x: {QUOTIENT}", {"g"}),
        (f"async def g(x):\n    async with x as y:\n        async for z in y: await {QUOTIENT}", {"g"}),
        (f"def g(x):\n    match x:\n        case [a, b]: return {QUOTIENT}", {"g"}),
        (f"def g(x):\n    while (y := {QUOTIENT}) > 0: del x\n    return y", {"g"}),
        (f"def g(x):\n    with open(x) as y, x: return {QUOTIENT}", {"g"}),
        (f"def g(*x, **y):\n    yield from {{k: v for k, v in x}}\n    return {QUOTIENT}", {"g"}),
    ],
)
def test_who_reaches_a_quotient(search, source, names):
    assert search(source).names == names


def test_a_helper_that_nobody_reaches_counts_for_nobody(search):
    assert search("import helpers\ndef f(x): return x + 1e-9", helpers=f"def g(f, x): return {QUOTIENT}").names == set()


@pytest.mark.parametrize(
    "line",
    ["from helpers import g", "from a2.helpers import g", "from .helpers import g", "from . import helpers; g = helpers.g"],
)
def test_helpers_by_all_their_names(search, line):
    assert "k" in search(f"{line}\ndef k(f, x): return g(f, x)", helpers=f"def g(f, x): return {QUOTIENT}").names


def test_what_a_test_hands_in_is_no_step_of_the_function(search):
    """The test's own numbers are tiny, and the function divides by its argument: a quotient of the test's, at most."""
    source = "import numpy as np\ndef f(x): return np.exp(x + 1) / x + np.log(x - 2) / x\ndef test(): return f(0.01)"
    assert "f" not in search(source).names


@pytest.mark.parametrize(
    "source",
    [
        b"h = 1e-5\ndef f(:",
        b"h = 1e-5\0",
        b"h = 1e-5\nx = '\xff'",
        b"h = 1e-5\nx = " + b"-" * 50_000 + b"h",
        b"h = 1e-5\nx = " + b"+".join([b"h"] * 20_000),
        b"h = 1e-5\nx = " + b"(" * 150 + b"h" + b")" * 150,
        b"h = 1e-5\nx = " + b"[" * 90 + b"h" + b"]" * 90,
        b"h = 1e-5\nx = 1\n" + b"x = f(x + h) / h\n" * 3_000,
        b"h = 1e-5\nx = 1\n" * 20_000,
        b"x = [" + b"1e-5," * 10_000 + b"]",
        b"from main import f, g\nh = 1e-5\nf(h)",
        b"from other import f\nh = 1e-5\nf(h)",
    ],
)
def test_whatever_goes_wrong_nothing_is_found(search, source):
    found = search(source, other="from main import f")
    assert found.names == frozenset()
    assert found.widened(2.0) == {}


def test_a_text_that_is_too_large_is_not_read(boxed, search):
    source = f"def g(x): return {QUOTIENT}\n"
    padding = "#" * boxed("quotients.search")._MOST_BYTES
    assert search(source).names == {"g"}
    assert search(source + padding).names == set()


def test_a_tree_that_cannot_be_walked_is_not_rewritten(search, monkeypatch, boxed):
    def too_deep(*_):
        raise RecursionError

    found = search(f"def g(x): return {QUOTIENT}")
    monkeypatch.setattr(boxed("quotients.search").Rewriter, "rewrite", too_deep)
    assert found.widened(2.0) == {}
