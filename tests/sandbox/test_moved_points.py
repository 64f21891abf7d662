"""Gradients by differences, through a real process: they change when the steps that move their inputs are scaled."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from grader.model import WATCHED_CALLS, Array, Call, Index, Sampler
from grader.sandbox import Load
from tests.quotient_programs import CHECKED, DERIVED, DIFFERENCED
from tests.sandbox.behind_walls import MODULES, WALLED, walled_box

LONGER = 1.0 + 2.0**-16
X = Array(value=np.array([0.3, -0.6, 0.8]))
SAMPLE = ("forward", "central in place", "five points", "complex step", "finfo", "class attribute", "vectorised", "own helper")
SAMPLE += ("cast to float32", "hidden from the collector", "plain lists and math", "np.gradient over a grid")

COURSE = """
import numpy as np
from utils.utils import softmax
def sigmoid(x):
    return 1 / (1 + np.exp(-x))
def naiveSoftmaxLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset):
    def loss_of(v, U):
        return -np.log(softmax(U @ v)[outsideWordIdx] + 1e-12)
    loss = loss_of(centerWordVec, outsideVectors)
    gradCenterVec = numerical_gradient(lambda v: loss_of(v, outsideVectors), centerWordVec)
    gradOutsideVecs = numerical_gradient(lambda U: loss_of(centerWordVec, U), outsideVectors)
    return loss, gradCenterVec, gradOutsideVecs
def numerical_gradient(f, x, h=1e-4):
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        ix = it.multi_index
        x[ix] += h
        fxh = f(x)
        x[ix] -= 2 * h
        fxmh = f(x)
        x[ix] += h
        grad[ix] = (fxh - fxmh) / 2 / h
        it.iternext()
    return grad
def skipgram(v, f):
    return f(v)
def test_word2vec():
    print(numerical_gradient(lambda x: sigmoid(x).sum(), np.ones(2)), skipgram(1, abs))
if __name__ == "__main__":
    test_word2vec()
"""


@pytest.fixture
def change(open_box):
    """The change of `gradient` where steps are longer, of a quotient 1. Where they are only watched, nothing changes."""

    def asking(program):
        files = {"word2vec.py" if path == "main.py" else path: text.encode() for path, text in program.items()}
        answers = [
            open_box(files, step_factor=factor).ask([Call(function="gradient", arguments=(X,))])[0]
            for factor in (None, 1.0, LONGER)
        ]
        assert not any(answer.fault for answer in answers)
        plain, watched, longer = (answer.outputs[0].astype(float) for answer in answers)
        assert np.allclose(watched, plain, rtol=1e-12, atol=0)
        return np.abs(longer - plain).max() / np.abs(plain).max() / (LONGER - 1)

    return asking


@pytest.mark.parametrize("name", SAMPLE)
def test_what_is_differenced_changes_by_the_factor(change, name):
    assert 0.5 < change(DIFFERENCED[name]) < 2


@pytest.mark.parametrize("program", [DERIVED["eps in the logarithm"], *CHECKED.values()])
def test_what_is_derived_does_not(change, program):
    assert change(program) < 0.01


def test_the_names_of_the_course(open_box):
    helper = "import numpy as np\ndef softmax(x): return np.exp(x) / (np.exp(x).sum() + 1e-30)"
    arguments = (X, Index(value=1), Array(value=np.arange(12.0).reshape(4, 3) / 10), Sampler(method="sampleTokenIdx", draws=(1,)))
    call = Call(function="naiveSoftmaxLossAndGradient", arguments=arguments, outputs=3)
    files = {"word2vec.py": COURSE.encode(), "utils/utils.py": helper.encode()}
    (loss, *gradients), (same_loss, *longer) = (
        open_box(files, step_factor=factor).ask([call])[0].outputs for factor in (None, LONGER)
    )
    assert loss == pytest.approx(float(same_loss), rel=1e-12)
    for one, other in zip(gradients, longer, strict=True):
        assert np.abs(other / one - LONGER).max() < 1e-7


# All that a program sees of its surroundings, but for the factor itself: callers with their variables, the types of its inputs
# and of all objects in memory with their counts, the functions of NumPy, the number of its process, its descriptors.
LOOKING = b"""
import collections, gc, hashlib, os, sys
import numpy as np
def said(value):
    if isinstance(value, (list, tuple, dict, set, bytes, str, np.ndarray)):
        return type(value).__name__, len(value)
    return repr(value) if isinstance(value, (int, type(None))) else type(value).__mro__
def f(x):
    seen = [said(x), said(x[0]), repr(type(x)), repr(np.array), os.getpid(), os.getppid(), len(sys.modules)]
    frame = sys._getframe(1)
    while frame:
        seen.append((frame.f_code.co_name, sorted((name, said(value)) for name, value in frame.f_locals.items())))
        frame = frame.f_back
    gc.collect()
    seen.append(sorted(collections.Counter(map(repr, map(type, gc.get_objects()))).items()))
    for number in range(16):
        try:
            seen.append(os.fstat(number).st_mode)
        except OSError:
            seen.append(None)
    raise ValueError(hashlib.sha256(repr(seen).encode()).hexdigest())
"""


@pytest.mark.parametrize("level", WALLED)
def test_a_process_cannot_tell_from_what_it_sees_whether_it_is_the_exams(level, shared):
    """The exam has longer steps, and goes on after the watched calls; a follow-up has shorter ones, and does not."""
    call = Call(function="f", arguments=(X,))
    seen = []
    for factor, made in ((LONGER, WATCHED_CALLS + 2), (1 - 2.0**-16, WATCHED_CALLS), (LONGER, WATCHED_CALLS)):
        load = Load(module="word2vec", files={"word2vec.py": LOOKING}, step_factor=factor, modules=MODULES)
        with shared(level).open(load) as session:
            seen.append([answer.fault.message for answer in session.ask([call] * made)[:WATCHED_CALLS]])
    assert seen[0] == seen[1] == seen[2]


def test_later_calls_of_the_exam_are_made_as_they_are(open_box):
    source = b"import numpy as np\ndef f(x): return type(x) is np.ndarray, x[0] + 1e-3"
    answers = open_box({"word2vec.py": source}, step_factor=1000.0).ask(
        [Call(function="f", arguments=(X,), outputs=2)] * (WATCHED_CALLS + 2)
    )
    assert [bool(answer.outputs[0]) for answer in answers] == [False] * WATCHED_CALLS + [True] * 2
    assert [float(answer.outputs[1]) > 1 for answer in answers] == [True] * WATCHED_CALLS + [False] * 2


@pytest.mark.skipif(sys.platform != "linux", reason="walls of Linux")
def test_behind_walls_nothing_has_to_be_imported_for_it():
    """A fork of the zygote can import nothing: what watches is in it already."""
    load = Load(module="word2vec", files={"word2vec.py": DIFFERENCED["default argument"]["main.py"].encode()}, step_factor=LONGER)
    with walled_box("standard") as box, box.open(load) as session:
        assert session.loaded.fault is None
        (answer,) = session.ask([Call(function="gradient", arguments=(X,))])
    assert answer.fault is None
