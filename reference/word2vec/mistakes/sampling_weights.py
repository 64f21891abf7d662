"""(f), (g): wrong weights dJ/d(u.v_c), of which all gradients of negative sampling are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from grader import Mistake

Array = npt.NDArray[Any]
Weights = Callable[[Any, Array], tuple[Any, Array]]
"""From u_o.v_c and the u_k.v_c to the weight of the true word and those of the samples."""


def _s(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def right(o: Any, k: Array) -> tuple[Any, Array]:
    """The right weights: sigma(u_o.v_c) - 1 and sigma(u_k.v_c)."""
    return _s(o) - 1, _s(k)


def _divided(o: Any, k: Array, by: int) -> tuple[Any, Array]:
    return (_s(o) - 1) / by, _s(k) / by


def _softmax(o: Any, k: Array) -> tuple[Any, Array]:
    total = np.exp(o) + np.sum(np.exp(k))
    return np.exp(o) / total - 1, np.exp(k) / total


def _some(o: Any, k: Array, chosen: slice) -> tuple[Any, Array]:
    """The right weights of the true word and of some of the samples."""
    mask = np.zeros(len(k), dtype=np.int64)
    mask[chosen] = 1
    return _s(o) - 1, mask * _s(k)


MEAN = "The loss is a sum, not a mean."
WEIGHTS: tuple[tuple[str, Weights, str, str], ...] = (
    ("sign-flipped", lambda o, k: (1 - _s(o), -_s(k)), "all signs turned round", "Follow the minus in front of the logarithms."),
    ("sign-of-true-word", lambda o, k: (1 - _s(o), _s(k)), "1 - sigma(u_o.v_c) for the true word", "Check the true word's sign."),
    ("sign-of-samples", lambda o, k: (_s(o) - 1, -_s(k)), "-sigma(u_k.v_c) for the samples", "There are two minus signs there."),
    (
        "complement",
        lambda o, k: (_s(o) - 1, 1 - _s(k)),
        "1 - sigma(u_k.v_c) for the samples",
        "Mind the sign of the argument there.",
    ),
    (
        "complement-of-true-word",
        lambda o, k: (-_s(o), _s(k)),
        "-sigma(u_o.v_c) for the true word",
        "Mind the sign of the argument there.",
    ),
    (
        "sign-of-argument",
        lambda o, k: (-_s(o), 1 - _s(k)),
        "sigma of -u.v_c for sigma of u.v_c throughout",
        "For which of the words should sigma be large?",
    ),
    (
        "one-from-every-word",
        lambda o, k: (_s(o) - 1, _s(k) - 1),
        "sigma(u_k.v_c) - 1 for the samples, too",
        "Are samples and the true word treated alike in the loss?",
    ),
    (
        "roles-swapped",
        lambda o, k: (_s(o), _s(k) - 1),
        "the true word's weight for the samples, and theirs for it",
        "Which of the words are drawn at random?",
    ),
    (
        "missing-one",
        lambda o, k: (_s(o), _s(k)),
        "sigma(u_o.v_c) for the true word",
        "Something is missing in the true word's factor.",
    ),
    ("missing-true-word", lambda o, k: (0 * o, _s(k)), "the samples only", "What became of the true word?"),
    ("missing-samples", lambda o, k: (_s(o) - 1, 0 * k), "the true word only", "The samples are part of the loss."),
    ("averaged", lambda o, k: _divided(o, k, len(k)), "divided by K", MEAN),
    ("averaged-over-all", lambda o, k: _divided(o, k, len(k) + 1), "divided by K + 1", MEAN),
    ("samples-averaged", lambda o, k: (_s(o) - 1, _s(k) / len(k)), "the samples divided by K", MEAN),
    (
        "true-word-k-times",
        lambda o, k: (len(k) * (_s(o) - 1), _s(k)),
        "the true word's term once for each sample",
        "How often does the true word's term stand in the loss?",
    ),
    (
        "missing-logarithm",
        lambda o, k: (_s(o) * (_s(o) - 1), _s(k) * (1 - _s(k))),
        "the derivative of sigma for that of log sigma",
        "The chain rule divides by sigma once.",
    ),
    ("one-inside", lambda o, k: (_s(o - 1), _s(k)), "sigma(u_o.v_c - 1) for the true word", "Mind where the bracket closes."),
    ("not-squashed", lambda o, k: (o - 1, k), "u.v_c where sigma(u.v_c) belongs", "A function is missing."),
    ("missing-sigma", lambda o, k: (0 * o - 1, 0 * k + 1), "-1 and 1", "Does it not matter how good the prediction is?"),
    (
        "sigmoid-twice",
        lambda o, k: (_s(_s(o)) - 1, _s(_s(k))),
        "sigma(sigma(u.v_c)) for sigma(u.v_c)",
        "How often is each score squashed?",
    ),
    (
        "sigmoid-twice",
        lambda o, k: (_s(_s(o)) - 1, 1 - _s(_s(-k))),
        "sigma(sigma(z)) for sigma(z), z being u_o.v_c and the -u_k.v_c",
        "How often is each score squashed?",
    ),
    (
        "coefficients-shifted",
        lambda o, k: (_s(o) - 1, np.concatenate([np.stack([_s(o) - 1]), _s(k)[:-1]])),
        "for each sample the weight of the one before, for the first that of the true word",
        "Where among the weights does the first sample stand?",
    ),
    (
        "coefficients-shifted",
        lambda o, k: (_s(o) - 1, np.roll(_s(k), 1)),
        "for each sample the weight of the one before, for the first that of the last",
        "Which weight belongs to which sample?",
    ),
    (
        "sigma-of-true-word",
        lambda o, k: (_s(o) - 1, 0 * k + _s(o)),
        "sigma(u_o.v_c) for the samples",
        "Each sample has a score of its own.",
    ),
    (
        "softmax-for-sigmoid",
        _softmax,
        "a softmax over the true word and the samples",
        "Negative sampling asks yes or no for each word.",
    ),
    ("first-sample-only", lambda o, k: _some(o, k, slice(1)), "the first sample only", "How many samples are there?"),
    ("last-sample-only", lambda o, k: _some(o, k, slice(-1, None)), "the last sample only", "Is it added up, or overwritten?"),
    (
        "first-sample-missing",
        lambda o, k: _some(o, k, slice(1, None)),
        "all samples but the first",
        "Check where the loop begins.",
    ),
    ("last-sample-missing", lambda o, k: _some(o, k, slice(-1)), "all samples but the last", "Check where the loop ends."),
)


def gradients(weights: Weights) -> Callable[..., tuple[Array, Array]]:
    """dJ/dv_c and dJ/dU with these weights."""

    def both(
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

    return both


def _center(weights: Weights) -> Callable[..., Array]:
    both = gradients(weights)
    return lambda **inputs: both(**inputs)[0]


def _outside(weights: Weights) -> Callable[..., Array]:
    both = gradients(weights)
    return lambda **inputs: both(**inputs)[1]


def _times_v_c(center_vector: Array, outside_index: int, negative_indices: Sequence[int], outside_vectors: Array) -> Array:
    logits = outside_vectors @ center_vector
    of_o, of_k = right(logits[outside_index], logits[np.array(negative_indices)])
    gradient: Array = (of_o + np.sum(of_k)) * center_vector
    return gradient


# Which of the weights a part can see; of two that are the same in its rows, the plainer.
OF_BOTH = frozenset(
    {
        "sign-flipped",
        "averaged",
        "averaged-over-all",
        "missing-logarithm",
        "missing-sigma",
        "not-squashed",
        "sigmoid-twice",
        "softmax-for-sigmoid",
    }
)
OF_O = OF_BOTH | {"complement-of-true-word", "missing-one", "missing-true-word", "true-word-k-times", "one-inside"}
OF_K = OF_BOTH | {"complement", "one-from-every-word", "missing-samples", "sigma-of-true-word", "coefficients-shifted"}


def negative(
    part: str,
    output: str,
    code: str,
    formula: Callable[..., Any],
    what: str,
    hint: str,
    needs: frozenset[str] = frozenset(),
) -> Mistake:
    """A mistake in negative sampling."""
    return Mistake(
        code=code, part=part, function="negative_sampling", output=output, formula=formula, what=what, hint=hint, needs=needs
    )


NEEDS = {"coefficients-shifted": frozenset({"different samples"})}

MISTAKES = (
    *(negative("f.vc", "grad_center", code, _center(w), what, hint) for code, w, what, hint in WEIGHTS),
    negative(
        "f.vc",
        "grad_center",
        "by-the-wrong-vector",
        _times_v_c,
        "v_c where u_o and u_k belong",
        "By which vector do you differentiate here?",
    ),
    *(
        negative(part, "grad_outside", code, _outside(w), what, hint, NEEDS.get(code, frozenset()))
        for part, seen in (("f.uo", OF_O), ("f.uk", OF_K), ("g", OF_K))
        for code, w, what, hint in WEIGHTS
        if code in seen
    ),
)
