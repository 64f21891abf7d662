"""(f), (g): wrong losses and gradients of negative sampling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from grader import Mistake

Array = npt.NDArray[Any]
Weights = Callable[[Any, Array], tuple[Any, Array]]


def _sigma(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


# Every gradient is made of the weights dJ/d(u.v_c): sigma(z_o) - 1 for the true word, sigma(z_k) for a sample, where z = u.v_c.
WEIGHTS: tuple[tuple[str, Weights, str, str], ...] = (
    (
        "sign-flipped",
        lambda o, k: (1 - _sigma(o), -_sigma(k)),
        "all signs turned round",
        "Follow the minus in front of the logarithms.",
    ),
    (
        "sign-of-true-word",
        lambda o, k: (1 - _sigma(o), _sigma(k)),
        "1 - sigma(u_o.v_c) for the true word",
        "Check the true word's sign.",
    ),
    (
        "sign-of-samples",
        lambda o, k: (_sigma(o) - 1, -_sigma(k)),
        "-sigma(u_k.v_c) for the samples",
        "There are two minus signs there.",
    ),
    (
        "complement",
        lambda o, k: (_sigma(o) - 1, 1 - _sigma(k)),
        "1 - sigma(u_k.v_c) for the samples",
        "Mind the sign of the argument there.",
    ),
    (
        "missing-one",
        lambda o, k: (_sigma(o), _sigma(k)),
        "sigma(u_o.v_c) for the true word",
        "Something is missing in the true word's factor.",
    ),
    ("missing-true-word", lambda o, k: (0 * o, _sigma(k)), "the samples only", "What became of the true word?"),
    ("missing-samples", lambda o, k: (_sigma(o) - 1, 0 * k), "the true word only", "The samples are part of the loss."),
    ("averaged", lambda o, k: ((_sigma(o) - 1) / len(k), _sigma(k) / len(k)), "divided by K", "The loss is a sum, not a mean."),
    (
        "missing-logarithm",
        lambda o, k: (_sigma(o) * (_sigma(o) - 1), _sigma(k) * (1 - _sigma(k))),
        "the derivative of sigma for that of log sigma",
        "The chain rule divides by sigma once.",
    ),
    (
        "one-inside",
        lambda o, k: (_sigma(o - 1), _sigma(k)),
        "sigma(u_o.v_c - 1) for the true word",
        "Mind where the bracket closes.",
    ),
    ("not-squashed", lambda o, k: (o - 1, k), "u.v_c where sigma(u.v_c) belongs", "A function is missing."),
)


def _gradients(weights: Weights) -> Callable[..., tuple[Array, Array]]:
    """dJ/dv_c and dJ/dU with these weights."""

    def gradients(
        center_vector: Array, outside_index: int, negative_indices: Sequence[int], outside_vectors: Array
    ) -> tuple[Array, Array]:
        samples = np.array(negative_indices)
        logits = outside_vectors @ center_vector
        of_o, of_k = weights(logits[outside_index], logits[samples])
        grad_center = of_o * outside_vectors[outside_index] + of_k @ outside_vectors[samples]
        grad_outside = 0 * outside_vectors
        grad_outside[outside_index] = of_o * center_vector
        np.add.at(grad_outside, samples, of_k[:, None] * center_vector)
        return grad_center, grad_outside

    return gradients


def _center(weights: Weights) -> Callable[..., Array]:
    gradients = _gradients(weights)
    return lambda **inputs: gradients(**inputs)[0]


def _outside(weights: Weights) -> Callable[..., Array]:
    gradients = _gradients(weights)
    return lambda **inputs: gradients(**inputs)[1]


def _right(o: Any, k: Array) -> tuple[Any, Array]:
    return _sigma(o) - 1, _sigma(k)


def _rows(edit: Callable[[Array, Array, int, Array, Array], None]) -> Callable[..., Array]:
    """The right dJ/dU with some rows spoilt by `edit(gradient, v_c, o, samples, U)`."""

    def formula(center_vector: Array, outside_index: int, negative_indices: Sequence[int], outside_vectors: Array) -> Array:
        gradient = _gradients(_right)(center_vector, outside_index, negative_indices, outside_vectors)[1]
        edit(gradient, center_vector, outside_index, np.array(negative_indices), outside_vectors)
        return gradient

    return formula


def _own_vector_of_o(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    g[o] = (_sigma(U[o] @ v) - 1) * U[o]


def _own_vector_of_samples(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    g[samples] = _sigma(U[samples] @ v)[:, None] * U[samples]


def _first_only(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    g[samples[samples != samples[0]]] = 0 * v


def _last_only(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    g[samples[samples != samples[-1]]] = 0 * v


def _assigned(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    g[samples] = _sigma(U[samples] @ v)[:, None] * v


def _times_all(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    g[samples] = len(samples) * _sigma(U[samples] @ v)[:, None] * v


def _next_rows(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    g[:] = np.roll(g, 1, axis=0)


def _every_word(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    others = np.array([w for w in range(len(U)) if w not in {o, *samples.tolist()}])
    g[others] = _sigma(U[others] @ v)[:, None] * v


def _counts_squared(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    counts = np.bincount(samples, minlength=len(g))[samples]
    g[samples] = (counts**2)[:, None] * _sigma(U[samples] @ v)[:, None] * v


def _misplaced_counts(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    counts = np.bincount(samples, minlength=len(g))[np.unique(samples)]
    g[np.unique(samples)] = counts[::-1, None] * _sigma(U[np.unique(samples)] @ v)[:, None] * v


def _counts_as_drawn(g: Array, v: Array, o: int, samples: Array, U: Array) -> None:
    g[samples] = 0 * v
    for k, count in zip(samples, np.unique(samples, return_counts=True)[1], strict=False):
        g[k] = count * _sigma(U[k] @ v) * v


def _loss(formula: Callable[[Any, Array], Any]) -> Callable[..., Any]:
    """A loss from z_o and the z_k."""

    def loss(center_vector: Array, outside_index: int, negative_indices: Sequence[int], outside_vectors: Array) -> Any:
        logits = outside_vectors @ center_vector
        return formula(logits[outside_index], logits[np.array(negative_indices)])

    return loss


def _log_sigma(x: Any) -> Any:
    return -np.log(1 + np.exp(-x))


LOSSES: tuple[tuple[str, Callable[[Any, Array], Any], str, str], ...] = (
    ("sign-flipped", lambda o, k: _log_sigma(o) + np.sum(_log_sigma(-k)), "-J", "A loss is small when the prediction is good."),
    (
        "sign-of-samples",
        lambda o, k: -_log_sigma(o) - np.sum(_log_sigma(k)),
        "log sigma(u_k.v_c) for the samples",
        "A sample should be told from a true word.",
    ),
    (
        "sign-of-sum",
        lambda o, k: -_log_sigma(o) + np.sum(_log_sigma(-k)),
        "the sum over the samples added",
        "Is the sum over the samples subtracted, too?",
    ),
    ("missing-true-word", lambda o, k: -np.sum(_log_sigma(-k)), "the samples only", "What became of the true word?"),
    ("missing-samples", lambda o, k: -_log_sigma(o), "the true word only", "The samples are part of the loss."),
    (
        "averaged",
        lambda o, k: -_log_sigma(o) - np.sum(_log_sigma(-k)) / len(k),
        "the samples averaged",
        "The loss is a sum, not a mean.",
    ),
    (
        "first-sample-only",
        lambda o, k: -_log_sigma(o) - _log_sigma(-k[0]),
        "the first sample only",
        "How many samples are there?",
    ),
)

# Which of the weights a part can see, and what else goes wrong in its rows.
OF_O = frozenset(
    {"sign-flipped", "missing-one", "missing-true-word", "averaged", "missing-logarithm", "one-inside", "not-squashed"}
)
OF_K = frozenset({"sign-flipped", "complement", "missing-samples", "averaged", "missing-logarithm", "not-squashed"})
REPEATS = frozenset({"repeats"})
NEEDS = dict.fromkeys(("not-accumulated", "misplaced-counts", "counts-as-drawn", "counts-squared"), REPEATS) | {
    "times-all": frozenset({"different samples"})
}

ROWS: tuple[tuple[str, str, Callable[..., None], str, str], ...] = (
    ("f.uo", "own-vector", _own_vector_of_o, "u_o where v_c belongs", "By which vector is u_o multiplied in the loss?"),
    ("f.uo", "wrong-row", _next_rows, "in the next row", "Check the index of the row."),
    ("f.uk", "own-vector", _own_vector_of_samples, "u_k where v_c belongs", "By which vector is u_k multiplied in the loss?"),
    ("f.uk", "first-sample-only", _first_only, "the first sample only", "Every sample has its row."),
    ("f.uk", "last-sample-only", _last_only, "the last sample only", "Every sample has its row."),
    ("f.uk", "wrong-row", _next_rows, "in the next row", "Check the index of the row."),
    ("f.uk", "every-word", _every_word, "a gradient for words that were not drawn", "Which words does the loss use?"),
    ("g", "counts-squared", _counts_squared, "n_k^2 for n_k", "How often is each draw added?"),
    ("g", "not-accumulated", _assigned, "n_k taken as 1", "A word that was drawn twice stands in two summands."),
    ("g", "times-all", _times_all, "K for n_k", "How often was this word drawn?"),
    ("g", "misplaced-counts", _misplaced_counts, "the n_k of another word", "Which count belongs to which word?"),
    ("g", "counts-as-drawn", _counts_as_drawn, "sorted counts beside unsorted samples", "Which count belongs to which word?"),
    ("g", "own-vector", _own_vector_of_samples, "u_k where v_c belongs", "By which vector is u_k multiplied in the loss?"),
)


def _negative(part: str, output: str, code: str, formula: Callable[..., Any], what: str, hint: str) -> Mistake:
    needs = NEEDS.get(code, frozenset())
    return Mistake(
        code=code, part=part, function="negative_sampling", output=output, formula=formula, what=what, hint=hint, needs=needs
    )


MISTAKES = (
    *(_negative("f.loss", "loss", code, _loss(formula), what, hint) for code, formula, what, hint in LOSSES),
    *(_negative("f.vc", "grad_center", code, _center(w), what, hint) for code, w, what, hint in WEIGHTS),
    *(
        _negative(part, "grad_outside", code, _outside(w), what, hint)
        for part, seen in (("f.uo", OF_O), ("f.uk", OF_K), ("g", OF_K))
        for code, w, what, hint in WEIGHTS
        if code in seen
    ),
    *(_negative(part, "grad_outside", code, _rows(edit), what, hint) for part, code, edit, what, hint in ROWS),
)
