"""Gradients by differences, through a real process: they are pointed out, and change when the same program has wider steps."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from grader.model import Array, Call, Index, Sampler
from grader.sandbox import Load
from tests.quotient_programs import CHECKED, DIFFERENCED, UNLISTED
from tests.sandbox.behind_walls import walled_box

WIDE = 1000.0
X = Array(value=np.array([0.3, -0.6, 0.8]))
SAMPLE = ("forward", "central in place", "five points", "complex step", "finfo", "class attribute", "vectorised", "own helper")

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
def asked(open_box):
    """What `gradient` and `loss` return, and which names the load has told, with steps as they are and with wide ones."""

    def asking(program):
        files = {"word2vec.py" if path == "main.py" else path: text.encode() for path, text in program.items()}
        sessions = [open_box(files, step_factor=factor) for factor in (1.0, WIDE)]
        answers = [session.ask([Call(function=name, arguments=(X,)) for name in ("gradient", "loss")]) for session in sessions]
        assert not any(answer.fault for each in answers for answer in each)
        return sessions[0].loaded.differences, *([answer.outputs[0] for answer in each] for each in answers)

    return asking


@pytest.mark.parametrize("name", SAMPLE)
def test_what_is_differenced_changes(asked, name):
    names, (gradient, loss), (wide_gradient, wide_loss) = asked(DIFFERENCED[name])
    assert "gradient" in names
    assert "loss" not in names
    assert np.abs(wide_gradient - gradient).max() > 1e-7 * np.abs(gradient).max()
    assert np.array_equal(wide_loss, loss)


@pytest.mark.parametrize("program", [UNLISTED["eps in the logarithm"], *CHECKED.values()])
def test_what_is_derived_does_not(asked, program):
    _, as_it_is, wide = asked(program)
    assert [output.tobytes() for output in wide] == [output.tobytes() for output in as_it_is]


def test_the_names_of_the_course(open_box):
    helper = "import numpy as np\ndef softmax(x): return np.exp(x) / (np.exp(x).sum() + 1e-30)"
    arguments = (X, Index(value=1), Array(value=np.arange(12.0).reshape(4, 3) / 10), Sampler(method="sampleTokenIdx", draws=(1,)))
    told = []
    for factor in (1.0, WIDE):
        files = {"word2vec.py": COURSE.encode(), "utils/utils.py": helper.encode()}
        session = open_box(files, step_factor=factor)
        assert session.loaded.differences == {"naiveSoftmaxLossAndGradient", "numerical_gradient", "test_word2vec"}
        call = Call(function="naiveSoftmaxLossAndGradient", arguments=arguments, outputs=3)
        told.append(session.ask([call])[0].outputs)
    (loss, *gradients), (wide_loss, *wide_gradients) = told
    assert loss == wide_loss
    assert [np.abs(wide - narrow).max() > 1e-6 for wide, narrow in zip(wide_gradients, gradients, strict=True)] == [True, True]


@pytest.mark.skipif(sys.platform != "linux", reason="walls of Linux")
def test_behind_walls_nothing_has_to_be_imported_for_it():
    """A fork of the zygote can import nothing: what looks for quotients is in it already."""
    files = {"word2vec.py": DIFFERENCED["default argument"]["main.py"].encode()}
    load = Load(module="word2vec", files=files, step_factor=WIDE)
    with walled_box("standard") as box, box.open(load) as session:
        assert session.loaded.fault is None
        assert "gradient" in session.loaded.differences
        (answer,) = session.ask([Call(function="gradient", arguments=(X,))])
    assert answer.fault is None
