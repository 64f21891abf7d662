"""Logistic regression in every spelling of its loss and of its gradients: an author gets a proof at the first try."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.model import Function
from grader.symbolic import (
    Array,
    Derivation,
    Index,
    Sort,
    equation,
    exp,
    gradient,
    let,
    log,
    logaddexp,
    prove,
    scalar,
    sigma,
    size_of,
    softplus,
    tanh,
    total,
    trace,
    world,
)

GUIDE = Path(__file__).parents[2] / "reference" / "README.md"
EXAMPLES, FEATURES = Sort("n", "i"), Sort("d", "j", coordinate=True)
X, y, w = Array("X", EXAMPLES, FEATURES), Array("y", EXAMPLES), Array("w", FEATURES)
b, n, q = scalar("b"), size_of(EXAMPLES), Index("q", FEATURES)
z = let("z", EXAMPLES, lambda i: total(FEATURES, lambda j: X[i, j] * w[j]) + b)

SIGMAS: dict[str, Callable[[Any], Any]] = {
    "sigma": sigma,
    "1 / (1 + exp(-z))": lambda t: 1 / (1 + exp(-t)),
    "exp(z) / (1 + exp(z))": lambda t: exp(t) / (1 + exp(t)),
    "tanh": lambda t: 0.5 * (1 + tanh(t / 2)),
}
LOSSES: dict[str, Callable[[Any, Any], Any]] = {
    **{f"cross-entropy of {name}": lambda t, y, s=s: -y * log(s(t)) - (1 - y) * log(1 - s(t)) for name, s in SIGMAS.items()},
    "softplus": lambda t, y: softplus(t) - y * t,
    "logaddexp": lambda t, y: logaddexp(0, t) - y * t,
    "log(1 + exp(z))": lambda t, y: log(1 + exp(t)) - y * t,
    "sigma(-z)": lambda t, y: -y * log(sigma(t)) - (1 - y) * log(sigma(-t)),
    "log of a reciprocal": lambda t, y: y * log(1 + exp(-t)) - (1 - y) * log(1 / (1 + exp(t))),
    "two softplus": lambda t, y: y * softplus(-t) + (1 - y) * softplus(t),
}


WORDS = """
    Sort Index Array scalar unknown row size_of total delta exp log sqrt sigma tanh softplus logaddexp let unfold as_written
    derivative Different Absent Injective equation gradient
"""


def mean(summand: Callable[[Any, Any], Any]) -> Any:
    return total(EXAMPLES, lambda i: summand(z(i), y[i])) / n


def mean_of(summand: Callable[[Any], Any]) -> Any:
    return total(EXAMPLES, summand) / n


@pytest.mark.parametrize("loss", list(LOSSES))
def test_every_spelling_of_the_loss_has_these_gradients_in_every_spelling(loss: str) -> None:
    J = let("J", mean(LOSSES[loss]))
    for s in SIGMAS.values():
        residuals = {"w": lambda i, s=s: X[i, q] * (s(z(i)) - y[i]), "b": lambda i, s=s: s(z(i)) - y[i]}
        for by, residual in ((w[q], residuals["w"]), (b, residuals["b"])):
            assert prove(gradient("grad", of=J, by=by, equals=total(EXAMPLES, residual) / n)).ok


def test_all_spellings_of_the_loss_are_equal() -> None:
    for one, other in itertools.combinations(LOSSES.values(), 2):
        assert prove(equation("loss", mean(one), mean(other))).ok


@pytest.mark.parametrize("loss", list(LOSSES))
def test_a_wrong_sign_is_false_in_every_spelling(loss: str) -> None:
    J = let("J", mean(LOSSES[loss]))
    assert (
        prove(gradient("w", of=J, by=w[q], equals=total(EXAMPLES, lambda i: X[i, q] * (sigma(-z(i)) - y[i])) / n)).verdict
        == "false"
    )
    assert prove(equation("loss", J, mean(lambda t, y: softplus(t) + y * t))).verdict == "false"


LOSSES_OF_CODE: dict[str, Callable[[Any, Any, Any], Any]] = {
    "logaddexp": lambda z, s, y: np.logaddexp(0, z) - y * z,
    "log of a reciprocal": lambda z, s, y: -y * np.log(1 / (1 + np.exp(-z))) - (1 - y) * np.log(1 - 1 / (1 + np.exp(-z))),
    "log of s": lambda z, s, y: -y * np.log(s) - (1 - y) * np.log(1 - s),
    "maximum": lambda z, s, y: np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z))),
}


@pytest.mark.parametrize("of_code", list(LOSSES_OF_CODE))
@pytest.mark.parametrize("loss", ["cross-entropy of sigma", "cross-entropy of 1 / (1 + exp(-z))", "softplus"])
def test_code_in_every_spelling_is_what_the_derivation_says(loss: str, of_code: str) -> None:
    J = let("J", mean(LOSSES[loss]))
    derivation = Derivation(
        function="logistic",
        symbols={"X": X, "y": y, "w": w, "b": b},
        loss=J,
        worlds=(world(n=2, d=1),),
        claims=(
            equation("loss", J, mean(LOSSES["softplus"]), output="loss"),
            gradient("w", of=J, by=w[q], equals=mean_of(lambda i: X[i, q] * (sigma(z(i)) - y[i])), output="grad_w"),
            gradient("b", of=J, by=b, equals=mean_of(lambda i: sigma(z(i)) - y[i]), output="grad_b"),
        ),
    )

    def right(X: Any, y: Any, w: Any, b: Any) -> tuple[Any, Any, Any]:
        z = X @ w + b
        s = np.where(z >= 0, 1, np.exp(-np.abs(z))) / (1 + np.exp(-np.abs(z)))
        return np.mean(LOSSES_OF_CODE[of_code](z, s, y)), X.T @ (s - y) / len(y), np.mean(s - y)

    def wrong(X: Any, y: Any, w: Any, b: Any) -> tuple[Any, Any, Any]:
        return right(X, 1 - y, w, b)

    for reference, ok in ((right, True), (wrong, False)):
        function = Function(
            name="logistic", reference=reference, outputs=("loss", "grad_w", "grad_b"), gradients={"grad_w": "w", "grad_b": "b"}
        )
        assert {part: check.ok for part, check in trace(function, derivation).items()} == dict.fromkeys(("loss", "w", "b"), ok)


def test_the_example_of_the_guide_is_proved() -> None:
    (source,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), flags=re.DOTALL)
    names: dict[str, Any] = {}
    exec(source, names)  # the text of our own guide
    assert [prove(claim).verdict for claim in names["CLAIMS"]] == ["proved"] * 3


def test_the_guide_lists_all_words_of_the_language() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert [word for word in WORDS.split() if not re.search(rf"`[^`]*\b{word}\b", guide)] == []
