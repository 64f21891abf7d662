"""The interface that a submission is written for: by names, then by arguments, then the first; whatever the text is."""

from __future__ import annotations

import numpy as np
import pytest

from grader import catalogue, grading
from grader.judging.interfaces import Parameters, choose, definitions
from grader.model import Diagnosis, Status

WORD2VEC = catalogue.load("word2vec")

OWN_NAIVE = "def naive_softmax_loss_and_gradient(v, o, U):"
SNAKE_NAIVE = "def naive_softmax_loss_and_gradient(v, o, U, dataset):"
NAIVE_WITH_DEFAULT = "def naive_softmax_loss_and_gradient(center_word_vec, outside_word_idx, outside_vectors, dataset=None):"
COURSE_SKIP = "def skipgram(word, m, words, index, V, U, dataset, f=naive):"
SNAKE_SKIP = "def skipgram(word, words, index, V, U, dataset, f=naive):"
SIGMOID = "def sigmoid(x):"


def chosen(source):
    interface = choose(WORD2VEC, None, source.encode())
    return f"{interface.name} {interface.variant}".strip()


def with_names(*names):
    return "\n".join(f"def {name}(): pass" for name in names)


@pytest.mark.parametrize("interface", WORD2VEC.interfaces, ids=lambda interface: interface.name + interface.variant)
def test_every_interface_is_chosen_by_its_own_signatures(interface):
    lines = [f"def {s.name}({', '.join(s.arguments)}):" for s in interface.signatures]
    assert (
        chosen("\n".join(lines)) == chosen(lines[-1]) == f"{interface.name} {interface.variant}".strip()
    )  # also skip-gram's alone


@pytest.mark.parametrize(
    ("source", "interface"),
    [
        # most names
        (with_names("sigmoid", "skip_gram_loss_and_gradient"), "own"),
        (with_names("naiveSoftmaxLossAndGradient", "negSamplingLossAndGradient", "sigmoid_gradient"), "cs224n"),
        (with_names("neg_sampling_loss_and_gradient", "naive_softmax_loss_and_gradient"), "xcs224n"),
        (with_names("negSamplingLossAndGradient"), "cs224n"),
        # of equals, arguments
        (f"{SIGMOID}\n{OWN_NAIVE}", "own"),
        (f"{SIGMOID}\n{SNAKE_NAIVE}", "xcs224n"),
        (NAIVE_WITH_DEFAULT, "xcs224n"),
        (NAIVE_WITH_DEFAULT.replace("_word", "").replace("_vec,", "_vector,").replace("_idx", "_index"), "xcs224n"),
        ("def naive_softmax_loss_and_gradient(*arguments):", "own"),
        ("def naive_softmax_loss_and_gradient(v, o, U, dataset, **more):", "xcs224n"),
        ("def naive_softmax_loss_and_gradient(v, o, U, *, dataset=None):", "own"),
        (f"{SIGMOID}\n{COURSE_SKIP}", "cs224n"),
        (f"{SIGMOID}\n{SNAKE_SKIP}", "xcs224n"),
        ("def skipgram(current_center_word, window_size, outside_words, word2ind, V, U, data, f):", "xcs224n window_size"),
        ("def skipgram(currentCenterWord, window_size, outsideWords, word2Ind, V, U, data, f):", "cs224n"),
        # then the first
        (SIGMOID, "own"),
        ("", "own"),
        ("def helper(x):", "own"),
    ],
)
def test_the_choice(source, interface):
    assert chosen(source) == interface


def test_functions_that_stand_in_a_class_are_counted_where_there_are_no_others():
    source = f"class Model:\n    {COURSE_SKIP.replace('(', '(self, ')}\n".encode()
    assert choose(WORD2VEC, {"Model"}, source).name == "cs224n"
    assert choose(WORD2VEC, {"Model", "sigmoid_gradient"}, source).name == "own"


@pytest.mark.parametrize(
    ("text", "names", "required", "more"),
    [
        ("def f():", (), 0, False),
        ("def f(a, b):", ("a", "b"), 2, False),
        ("def f(a, b, ):", ("a", "b"), 2, False),
        ("    async  def f (a,b=3) -> tuple:", ("a", "b"), 1, False),
        ("def f(\n    a,  # the first, (really)\n    b=(1, 2),\n\n):", ("a", "b"), 1, False),
        ("def f(a: dict[str, int], b: 'x, y' = {1: 2}, c=g(1, h=2)):", ("a", "b", "c"), 1, False),
        ("def f(a, /, b, *rest, c):", ("a", "b"), 2, True),
        ("def f(a, *, c=1):", ("a",), 1, False),
        ("def f(a, **named):", ("a",), 1, False),
        ("def f(a, b", ("a", "b"), 2, False),
        ("def f(a):\ndef f(a, b):", ("a", "b"), 2, False),
        ("x = 1\rdef f(a):\rreturn", ("a",), 1, False),
    ],
)
def test_parameters_are_read_from_the_text(text, names, required, more):
    assert definitions(text.encode(), {"f"})["f"] == Parameters(names=names, required=required, more=more)


@pytest.mark.parametrize("text", ["# def f(a):", "undef f(a):", "x = 1; def f(a):", "lambda: f(1)"])
def test_what_defines_nothing(text):
    assert definitions(text.encode(), {"f"}) == {}


@pytest.mark.parametrize(
    "hostile", [b"def sigmoid(" + b"(" * 10**6, b"def " * 10**5, b"def sigmoid(" + b"a," * 10**6, b" " * 10**6, b"\n \t" * 10**5]
)
def test_a_hostile_text_is_read_like_any_other(hostile):
    assert choose(WORD2VEC, None, hostile).name == "own"


def test_random_bytes_are_read_like_any_other():
    rng = np.random.default_rng(1)
    for _ in range(50):
        source = b"def skipgram(" + rng.bytes(200)
        assert choose(WORD2VEC, None, source).name in {"cs224n", "xcs224n"}


@pytest.mark.parametrize(
    ("source", "interface", "maximum"),
    [
        (f"{OWN_NAIVE}\n  syntax error", "own", 100),
        (f"{COURSE_SKIP}\n{SIGMOID}", "cs224n", 95),
        (COURSE_SKIP, "cs224n", 95),
        (f"{SNAKE_SKIP}\n{SIGMOID}", "xcs224n", 95),
        (SNAKE_SKIP, "xcs224n", 90),
        ("", "", 100),
    ],
)
def test_a_file_that_was_not_run_counts_out_of_the_maximum_of_its_interface(source, interface, maximum):
    exam = grading.prepare(WORD2VEC, seed=1)
    diagnosis = Diagnosis(code="raised", message="m")
    result = grading.not_run(exam, "me", Status.FAILED, diagnosis, source.encode())
    assert (result.interface, result.score, result.max_score) == (interface, 0, maximum)
    assert {part.verdict.value for part in result.parts} == {"error"}
