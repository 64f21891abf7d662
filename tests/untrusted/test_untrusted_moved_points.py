from __future__ import annotations

import contextlib
import io
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.quotient_programs import CHECKED, DERIVED, DIFFERENCED, checked_by

X = np.array([0.3, -0.6, 0.8])
LONGER = 2.0**-16
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def points(boxed, monkeypatch):
    """The module, with NumPy's functions replaced for this test."""
    module = boxed("moved_points")
    replaced = boxed("replaced_functions")
    for name in (*replaced._MAKERS, *replaced._PRODUCTS):
        monkeypatch.setattr(np, name, getattr(np, name))
    monkeypatch.setattr(np.vectorize, "__call__", np.vectorize.__call__)
    monkeypatch.setattr(module, "_watch", module._watch)
    return module


@pytest.fixture
def moved(boxed, points) -> Callable[..., Any]:
    """What a function returns for inputs whose steps are twice as long."""
    boxed("replaced_functions").replace_functions()
    return lambda function, *inputs, factor=2.0: points.plain(function(*points.watched(inputs, factor)))


@pytest.fixture
def changes(boxed, points, import_system) -> Callable[[dict[str, str]], list[np.ndarray]]:
    """The changes of a gradient when steps are watched, made longer, and made shorter: of a quotient 0, 1 and -1."""

    def run(files: dict[str, str]) -> list[np.ndarray]:
        with contextlib.redirect_stdout(io.StringIO()):
            points._watch = points.Watch((), 1.0)
            material = boxed("material").Material(boxed("material").NOTHING)
            texts = {path: text.encode() for path, text in files.items()}
            gradient = boxed("loading").Submission(texts, material).load("main")["gradient"]
            derived = np.asarray(gradient(X.copy()), dtype=float)
            boxed("replaced_functions").replace_functions()
            results = [
                np.asarray(points.plain(gradient(*points.watched([X.copy()], 1 + share)))).view(np.ndarray).astype(float)
                for share in (0.0, LONGER, -LONGER)
            ]
        return [(result - derived) / (np.abs(derived).max() * LONGER) for result in results]

    return run


@pytest.mark.parametrize("name", DIFFERENCED)
def test_a_differenced_gradient_is_multiplied_by_the_factor(changes, name):
    watched, longer, shorter = changes(DIFFERENCED[name])
    assert np.abs(watched).max() < 1e-3
    assert np.abs(longer).max() > 0.5
    assert np.abs(longer + shorter).max() < 0.05 * np.abs(longer).max()


@pytest.mark.parametrize("name", [*DERIVED, *CHECKED])
def test_a_derived_gradient_stays_what_it_is(changes, name):
    assert max(np.abs(change).max() for change in changes({**DERIVED, **CHECKED}[name])) < 0.01


# Each derived program with a check of another kind, except where the names do not fit together.
CHECKS = [
    name for name in DIFFERENCED if name not in ("powers only", "gradient of a helper", "keyword", "position", "class attribute")
]


@pytest.mark.parametrize(
    ("derived", "check"), [(name, CHECKS[7 * n % len(CHECKS)]) for n, name in enumerate([*DERIVED, *CHECKED])]
)
def test_a_check_of_any_kind_inside_a_derived_gradient_changes_nothing(changes, derived, check):
    files = checked_by({**DERIVED, **CHECKED}[derived], DIFFERENCED[check])
    assert max(np.abs(change).max() for change in changes(files)) < 0.01


def test_there_are_enough_programs():
    assert len(DERIVED) + len(CHECKED) >= 56
    assert len(DIFFERENCED) >= 91


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x + 1e-5,
        lambda x: x * 1.0 + 1e-5,
        lambda x: np.array(x) + 1e-5,
        lambda x: np.asarray([x[0] + 1e-5, x[1] + 1e-5, x[2] + 1e-5]),
        lambda x: [v + 1e-5 for v in x],
        lambda x: [1e-5 + v for v in x.tolist()],
        lambda x: np.add(x, 1e-5, out=np.empty(3)),
        lambda x: np.where(x > 5, x, x + 1e-5),
        lambda x: np.stack([x, x])[1] + 1e-5,
        lambda x: (x.reshape(-1, 1) + 1e-5).ravel(),
        lambda x: (x + 3e-5) - 2e-5,
    ],
)
def test_a_step_is_scaled_however_it_is_taken(moved, function):
    assert [float(value) for value in moved(function, X.copy())] == pytest.approx(X + 2e-5, rel=0, abs=1e-11)


def test_a_step_in_place_is_scaled_and_taken_back_exactly(moved):
    def inside(x):
        x[1] += 1e-5
        there = x[1] - X[1]
        x[1] -= 2e-5
        back = x[1] - X[1]
        x[1] += 1e-5
        return [float(there), float(back), float(x[1])]

    there, back, end = moved(inside, X.copy())
    assert np.allclose([there, back], [1e-5, -1e-5])
    assert abs(end - X[1]) < 1e-15
    stored = moved(lambda x: [x.__setitem__(1, x[1] + 1e-5), x.tobytes()], X.copy())[1]
    assert np.isclose(np.frombuffer(stored)[1] - X[1], 2e-5)


def test_a_step_that_is_measured_is_the_one_that_was_taken(moved):
    """The divisor `(x + h) - x` is h, also where h comes out of the scaled numbers."""
    assert np.allclose(moved(lambda x: (x + 1e-5) - x, X.copy()), 1e-5, rtol=1e-6)
    assert np.isclose(moved(lambda x: (x[0] + 1e-5) - (x[0] - 1e-5), X.copy()), 2e-5)


def test_an_imaginary_step_is_scaled(moved):
    assert np.array_equal(moved(lambda x: x + 1e-200j, X.copy()).imag, np.full(3, 2e-200))


@pytest.mark.parametrize("function", [lambda x: x + 0.1, lambda x: 2 * x, np.exp, lambda x: x - x.mean(), lambda x: x[:2] + 1e-5])
def test_what_is_not_near_an_input_is_left_alone(moved, function):
    assert np.array_equal(moved(function, X.copy()), function(X))


def test_rows_that_are_near_an_input_by_chance_do_not_hide_the_others(moved):
    """The last row is the first one's negative, so `-(x + h)` has points among its rows, and one row that is none."""
    x = np.array([[4.2, 6.3], [-1.1, 2.9], [-4.2, -6.3]])
    assert np.allclose(moved(lambda x: -(x + 1e-5), x.copy()) + x, -2e-5, rtol=1e-6, atol=0)


def test_watched_numbers_are_numbers(moved):
    def uses(x):
        assert isinstance(x[0], float)
        assert {x[0]: 1}[0.3] == 1
        assert f"{x[0]:.2f}" == "0.30"
        assert np.array([x[0], 1.0]).dtype == float
        assert np.array([x[0], 1j]).dtype == complex
        assert type(x).__name__ == "ndarray"
        return float(sum(x)), x.copy(), pickle.loads(pickle.dumps(X))

    assert moved(uses, X.copy())[0] == sum(X)


def test_an_input_that_may_not_be_written_stays_so(moved):
    def writes(x):
        x.flags.writeable = False
        with pytest.raises(ValueError, match="read-only"):
            x[0] += 1e-5
        return x

    assert np.array_equal(moved(writes, X.copy()), X)


def test_scalars_and_other_arguments(points):
    number, index, name = points.watched([0.5, 3, "word"], 2.0)
    assert float(number + 1e-5) == pytest.approx(0.50002, abs=1e-12)
    assert (type(index), name) == (int, "word")


def test_large_arrays_are_left_alone(moved):
    x = np.arange(1100.0)
    assert np.array_equal(moved(lambda x: np.add.outer(np.arange(1100.0), x) + 1e-5, x)[0], x + 1e-5)


@pytest.mark.parametrize("shape", [(), (1,), (3,), (4, 3), (3, 4), (12, 1), (40, 3)])
@pytest.mark.parametrize("step", [0.0, 1e-3, 1.0])
def test_the_quick_looks_at_an_array_find_what_the_thorough_one_finds(points, monkeypatch, shape, step):
    rng = np.random.default_rng(1)
    matrix, vector = rng.normal(size=(4, 3)), rng.normal(size=3)
    watch = points.Watch([matrix, vector, np.full(1, 0.5)], 2.0)
    arrays = [rng.normal(size=shape), np.resize(matrix.T, shape) + step, np.resize(vector, shape) + step]
    quick = [watch.point(array) for array in arrays]
    monkeypatch.setattr(points, "_FEW_PAIRS", -1)
    monkeypatch.setattr(points, "_FEW_NUMBERS", -1)
    for one, other in zip(quick, map(watch.point, arrays), strict=True):
        assert (one is None) == (other is None)
        assert one is None or all(np.array_equal(*pair) for pair in zip(one[:2], other[:2], strict=True))
