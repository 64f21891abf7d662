"""Other judges in the place of ours, on the same programs and inputs. Each returns whether a program is right.

`allclose` compares with the reference by numpy's own defaults. The other three know no reference: they difference the program's
own loss and compare with its own gradient, each by its own rule and constants. For them the derivative of sigma is paired with a
right sigmoid (and the other way round), summed up to one number; and skip-gram is given the naive softmax, because a table has no
gradient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from grader.judging.calls import calls_for
from grader.model import Case, Loaded, NotNumeric, Question, TableFunction, Verdict
from reference.word2vec import functions
from tests.corpus.corpus import NAMES, Program
from tests.corpus.ours import OWN, Box, Court, judged
from tests.support.dictionary_box import as_handed_over

try:
    from autograd.extend import defvjp, primitive
    from autograd.test_util import check_grads
except ImportError:  # its rule stands in for it
    check_grads = None

REASON = "the real package" if check_grads is not None else "its rule; the package is not here"


def seed_autograd(seed: int) -> None:
    """Its directions come from the global generator."""
    np.random.seed(seed)  # noqa: NPY002


def ours(court: Court, program: Program) -> bool:
    """Full marks for every piece."""
    return all(seen.verdict is Verdict.CORRECT for seen in judged(court, program).values())


# --- with the reference ---------------------------------------------------------------------------------------------------


def allclose(court: Court, program: Program) -> bool:
    """numpy.allclose with its defaults (rtol 1e-5, atol 1e-8) for every output of every case."""
    calls = calls_for(court.exam, OWN, Loaded(names=frozenset({NAMES[program.function]})), court.exam.cases)
    answers = Box(program).answer(Question(calls=tuple(calls.values()))).answers
    for number, answer in zip(calls, answers, strict=True):
        due = [court.exam.expected[number][name] for name in court.outputs]
        if len(answer.outputs) != len(due) or not all(map(_close, answer.outputs, due)):
            return False
    return True


def _close(given, due) -> bool:
    try:
        return not isinstance(given, NotNumeric) and bool(np.allclose(given, due))
    except ValueError:  # shapes that do not broadcast
        return False


# --- with the program's own loss ------------------------------------------------------------------------------------------

WRT = {
    "naive_softmax": ("center_vector", "outside_vectors"),
    "negative_sampling": ("center_vector", "outside_vectors"),
    "skip_gram": ("center_vectors", "outside_vectors"),
}


class Flat:
    """A program on one case: loss and gradient as functions of one vector that holds all that is differentiated by."""

    def __init__(self, module, function: str, case: Case) -> None:
        self.module, self.function, self.case = module, function, case
        self.blocks = [np.asarray(case.inputs[name]) for name in WRT.get(function, ("x",))]
        self.x = np.concatenate([block.ravel() for block in self.blocks])

    def __call__(self, x) -> tuple[float, np.ndarray]:
        """Loss and gradient there. Raises where what is returned is no such thing."""
        cuts = np.cumsum([block.size for block in self.blocks])[:-1]
        parts = [part.reshape(block.shape) for part, block in zip(np.split(x, cuts), self.blocks, strict=True)]
        if self.function in WRT:
            loss, *gradients = self._pair(parts)
        else:
            loss, *gradients = self._elementwise(*parts)
        flat = [_numbers(g) for g in gradients]
        if [g.shape for g in flat] != [block.shape for block in self.blocks]:
            raise ValueError("a gradient of another shape")
        return float(_numbers(loss).reshape(())), np.concatenate([g.ravel() for g in flat])

    def _pair(self, parts):
        inputs = {**self.case.inputs, **dict(zip(WRT[self.function], parts, strict=True))}
        arguments = OWN.signature(self.function).arguments.values()
        return self.module[NAMES[self.function]](*(_handed(make(replace(self.case, inputs=inputs))) for make in arguments))

    def _elementwise(self, x):
        with_right = {"sigmoid": functions.sigmoid, "sigmoid_gradient": functions.sigmoid_gradient} | self.module
        return np.sum(_numbers(with_right["sigmoid"](x.copy()))), with_right["sigmoid_gradient"](x.copy())


def _numbers(given):
    """float64 in the same shape. Raises for what holds no real numbers."""
    array = np.asarray(given)
    if array.dtype.kind not in "biuf":
        raise TypeError("not numbers")
    return array.astype(float)


def _handed(argument):
    """As the box hands it over; in the place of a table a loss that can be differentiated."""
    return functions.naive_softmax_loss_and_gradient if isinstance(argument, TableFunction) else as_handed_over(argument)


def _on_every_case(rule: Callable[[Flat], bool]) -> Callable[[Court, Program], bool]:
    """A judge out of a rule for one case. What raises is not right."""

    def judge(court: Court, program: Program) -> bool:
        module = program.module()
        try:
            with np.errstate(all="ignore"):
                return all(rule(Flat(module, program.function, case)) for case in court.exam.cases)
        except Exception:  # noqa: BLE001 - whatever a program raises
            return False

    return judge


def _central(flat: Flat, h: float) -> Iterator[float]:
    """Central differences of the loss, entry by entry, in place as the course's loop takes them."""
    x = flat.x.copy()
    for i in range(x.size):
        x[i] += h
        above = flat(x)[0]
        x[i] -= 2 * h
        below = flat(x)[0]
        x[i] += h
        yield (above - below) / (2 * h)


def _cs224n(flat: Flat) -> bool:
    """utils/gradcheck.py: h = 1e-4, |n - g| / max(1, |n|, |g|) > 1e-5 is an error. A NaN is greater than nothing."""
    gradient = flat(flat.x)[1]
    pairs = zip(_central(flat, 1e-4), gradient, strict=True)
    return not any(abs(n - g) / max(1, abs(n), abs(g)) > 1e-5 for n, g in pairs)


def _torch(flat: Flat) -> bool:
    """torch.autograd.gradcheck, slow mode: h = 1e-6, |g - n| <= 1e-5 + 1e-3 |n|; the gradient is the same when taken again."""
    gradient = flat(flat.x)[1]
    if not np.array_equal(gradient, flat(flat.x)[1]):
        return False
    return all(abs(g - n) <= 1e-5 + 1e-3 * abs(n) for n, g in zip(_central(flat, 1e-6), gradient, strict=True))


def _autograd(flat: Flat) -> bool:
    """autograd.test_util.check_grads, reverse mode, first order: one random direction, a step of 1e-6."""
    if check_grads is None:
        return autograd_rule(flat)
    loss = primitive(lambda x: flat(x)[0])
    defvjp(loss, lambda _answer, x: lambda g: g * flat(x)[1])
    try:
        check_grads(loss, modes=["rev"], order=1)(flat.x)
    except (AssertionError, ZeroDivisionError):
        return False
    return True


def autograd_rule(flat: Flat) -> bool:
    """The rule of check_grads, written out: |a - b| < 1e-6 or |a - b| / |a + b| < 1e-6."""
    v, weight = np.random.randn(flat.x.size), np.random.randn()  # noqa: NPY002 - the generator that autograd uses
    numeric = weight * (flat(flat.x + v * 5e-7)[0] - flat(flat.x - v * 5e-7)[0]) / 1e-6
    exact = v @ (weight * flat(flat.x)[1])
    off = abs(numeric - exact)
    return bool(off < 1e-6 or off / abs(numeric + exact) < 1e-6)


JUDGES: dict[str, tuple[str, Callable[[Court, Program], bool]]] = {
    "ours": ("this project", ours),
    "allclose": ("numpy.allclose, reference", allclose),
    "cs224n": ("CS224n's loop, own loss", _on_every_case(_cs224n)),
    "torch": ("torch's slow rule, own loss", _on_every_case(_torch)),
    "autograd": (f"autograd's check_grads ({REASON})", _on_every_case(_autograd)),
}
"""Name -> what it is, and its verdict: right or not."""

SLOW = {"cs224n", "torch"}
"""They evaluate the loss twice for every number that is differentiated by."""
