"""Programs of every interface in the sandbox: what is right gets full marks, and a given function may be recognised, not ignored.

The programs of the courses are made from the one of CS224n by edits.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from grader import catalogue, grading, runner
from grader.model import Submission
from grader.sandbox import Box, Limits
from tests.submissions.make import FOLDER

WORD2VEC = catalogue.load("word2vec")
OWN = Path(FOLDER, "own.py").read_text(encoding="utf-8")
COURSE = Path(FOLDER, "course.py").read_text(encoding="utf-8")


def snake(text: str) -> str:
    """A program of CS224n with the names of XCS224N, whose skip-gram gets no window."""
    text = text.replace("windowSize, ", "").replace("word2Ind", "word2ind")
    text = re.sub(r"(?<=[a-z])[A-Z](?=[a-z])", lambda letter: f"_{letter[0].lower()}", text)
    return text.replace("Loss_and", "loss_and")


def edited(text: str, *edits: tuple[str, str]) -> str:
    """A program with replacements, each of which is made exactly once."""
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def between(text: str, start: str, end: str) -> str:
    return text[text.index(start) : text.index(end)]


# --- right programs -------------------------------------------------------------------------------------------------------

SNAKE = snake(COURSE)
SIGMOID, DRAWS = between(SNAKE, "def sigmoid", "def naive"), between(SNAKE, "def get_negative", "def neg_sampling")
UTILS = "from utils.utils import normalize_rows, softmax\n"
Q2C_IMPORTS = "from helpers.utils import normalize_rows, sigmoid, get_negative_samples\nfrom q2a_softmax import softmax\n"
Q2C = edited(
    SNAKE, (SIGMOID, ""), (DRAWS, ""), (UTILS, Q2C_IMPORTS), ("utils.gradcheck import gradcheck_naive, ", "q2b_gradcheck import ")
)
Q2C = Q2C.replace("grad_tests_softmax, grad_tests_negsamp", "gradcheck_naive")

DRAWN = "    negSampleWordIndices = getNegativeSamples(outsideWordIdx, dataset, K)\n"
CALL = "l, g_in, g_out = word2vecLossAndGradient(centerWordVectors[center], word2Ind[word], outsideVectors, dataset)"
NAIVE, NEGATIVE = "naiveSoftmaxLossAndGradient", "negSamplingLossAndGradient"
BOTH = f"({NAIVE}, {NEGATIVE})"


def calling(name: str) -> str:
    """The call of skip-gram, of another function."""
    return CALL.replace("word2vecLossAndGradient", name)


def choosing(condition: str, *before: str) -> str:
    """A program of CS224n that calls one of its own functions, by a condition on the given one; `before` stands above it."""
    branches = f"if {condition}:\n            {calling(NAIVE)}\n        else:\n            {calling(NEGATIVE)}"
    above = "".join(f"{text}\n\n\n" for text in before)
    return edited(
        COURSE, (CALL, branches.replace("word2vecLossAndGradient", "f")), ("def skipgram", f"{above}def skipgram")
    ).replace("    center = ", "    f = word2vecLossAndGradient\n    center = ")


def asserting(condition: str, program: str = COURSE) -> str:
    """A program whose skip-gram, which is its last function, begins with an assertion."""
    head, line, tail = program.rpartition("    loss = 0.0\n")
    return f"{head}    assert {condition}\n{line}{tail}"


PROGRAMS: dict[tuple[str, int], dict[str, str | dict[str, str]]] = {
    ("own", 100): {
        "own": OWN,
        "own, asserted": asserting(
            "loss_and_gradient in (naive_softmax_loss_and_gradient, negative_sampling_loss_and_gradient)", OWN
        ),
    },
    ("xcs224n", 95): {
        "snake": SNAKE,
        "snake, with the course's checks": f"from utils.sanity_checks import *\n{SNAKE}",
        "snake, with a window": edited(SNAKE, ("current_center_word, outside", "current_center_word, window_size, outside")),
        "snake, asserted": snake(asserting(f"word2vecLossAndGradient in {BOTH}")),
        "an assigned sigmoid": edited(
            SNAKE, (SIGMOID, SIGMOID.replace("def sigmoid", "def logistic") + "sigmoid = logistic\n\n\n")
        ),
        "the other sampler": SNAKE.replace("sample_token_idx", "sampleTokenIdx"),
    },
    ("xcs224n", 90): {
        "helpers": Q2C,
        "helpers handed in": {"word2vec": Q2C, "helpers/utils": f"import numpy as np\nnormalize_rows = None\n{SIGMOID}{DRAWS}"},
        "helpers, starred": edited(Q2C, ("import normalize_rows, sigmoid, get_negative_samples", "import *")),
        "helpers, renamed": edited(Q2C, ("normalize_rows, sigmoid", "sigmoid as logistic, sigmoid")),
        "sigmoid of utils": edited(SNAKE, (SIGMOID, ""), (UTILS, "from utils.utils import sigmoid, softmax\n")),
        "no sigmoid": edited(Q2C, ("normalize_rows, sigmoid", "sigmoid as s")).replace("sigmoid(", "s("),
    },
    ("cs224n", 95): {
        "course": COURSE,
        "by equality": choosing(f"f == {NAIVE}"),
        "by identity": choosing(f"f is not {NEGATIVE}"),
        "by name": choosing(f"f.__name__ == '{NAIVE}'"),
        "by a default value": choosing("is_naive(f)", f"def is_naive(f, known={NAIVE}):\n    return f is known"),
        "in a dictionary": choosing("KNOWN[f] == 0", f"KNOWN = dict(zip({BOTH}, range(2)))"),
        "in another module": {
            "word2vec": choosing("known.is_naive(f)", "import known"),
            "known": f"def is_naive(f):\n    from word2vec import {NAIVE}\n    return f is {NAIVE}",
        },
        "decorated": choosing(f"f == {NAIVE}").replace(
            "def naive", "def logged(f):\n    return lambda *a, **k: f(*a, **k)\n\n\n@logged\ndef naive"
        ),
        "asserted": asserting(f"word2vecLossAndGradient in {BOTH}"),
        "asserted parameters": asserting(
            "(f := __import__('inspect').signature)(word2vecLossAndGradient).parameters.keys() in "
            f"[f(each).parameters.keys() for each in {BOTH}]"
        ),
        "by keyword": edited(
            COURSE,
            (
                "(centerWordVectors[center], word2Ind[word], outsideVectors, dataset)",
                "(centerWordVectors[center], dataset=dataset, outsideVectors=outsideVectors, outsideWordIdx=word2Ind[word])",
            ),
        ),
        "the second of two draws": edited(COURSE, (DRAWN, DRAWN * 2)),
        "the third of three draws": edited(COURSE, (DRAWN, DRAWN * 3)),
        "losses in another module": {
            "word2vec": "from losses import *\n" + COURSE[COURSE.index("def skipgram") :],
            "losses": COURSE[: COURSE.index("def skipgram")],
        },
    },
}

# --- programs that ignore the given function ------------------------------------------------------------------------------

MINE = "def mine(v, o, U, dataset):\n    return U[o] @ v, U[o], 0 * U + v\n\n\ndef skipgram"
IGNORING = {
    "always the naive softmax": calling(NAIVE),
    "always negative sampling": calling(NEGATIVE),
    "always another": calling("mine"),
    "another for the naive softmax": f"{CALL}\n        if word2vecLossAndGradient == {NAIVE}:\n            {calling('mine')}",
    "another for negative sampling": f"{CALL}\n        if word2vecLossAndGradient == {NEGATIVE}:\n            {calling('mine')}",
}

OTHERS = {
    "two draws, one for the gradient": edited(COURSE, ("    gradCenterVec = (p_o", f"{DRAWN}    gradCenterVec = (p_o")),
    "broken": f"{Q2C}\n)",
    "own, with the course's sigmoid": edited(
        OWN, (between(OWN, "def sigmoid(", "def sigmoid_gradient"), "from helpers.utils import sigmoid\n\n\n")
    ),
}


@pytest.fixture(scope="module")
def results():
    """The results of all programs by name, from one run."""
    programs = {name: text for of_interface in PROGRAMS.values() for name, text in of_interface.items()} | OTHERS
    programs |= {name: edited(COURSE, (CALL, call), ("def skipgram", MINE)) for name, call in IGNORING.items()}
    submissions = []
    for name, text in programs.items():
        files = text if isinstance(text, dict) else {"word2vec": text}
        submissions.append(Submission(id=name, files={f"{module}.py": text.encode() for module, text in files.items()}))
    with Box(limits=Limits()) as box:
        return {result.id: result for result in runner.run(grading.prepare(WORD2VEC, seed=5), submissions, box)}


@pytest.mark.parametrize(
    ("name", "interface", "maximum"), [(name, *which) for which, programs in PROGRAMS.items() for name in programs]
)
def test_a_right_program_gets_full_marks(results, name, interface, maximum):
    result = results[name]
    assert {p.id: p.diagnosis for p in result.parts if p.verdict.value != "correct"} == {}
    assert (result.interface, result.score, result.max_score) == (interface, maximum, maximum)


@pytest.mark.parametrize("name", IGNORING)
def test_a_program_that_ignores_the_given_function_is_found(results, name):
    parts = {part.id: part for part in results[name].parts}
    assert [parts[p].verdict.value for p in ("h.loss", "h.U", "h.vc", "b", "f.vc")] == ["incorrect"] * 3 + ["correct"] * 2
    assert [parts[p].diagnosis[0].code for p in ("h.loss", "h.U", "h.vc")] == ["ignores-loss-function"] * 3


def test_a_gradient_by_another_draw_than_the_loss_is_wrong(results):
    parts = {part.id: part.verdict.value for part in results["two draws, one for the gradient"].parts}
    assert (parts["f.loss"], parts["f.vc"], parts["f.uk"]) == ("correct", "correct", "incorrect")


def test_each_function_is_given_in_half_of_the_cases():
    for interface in WORD2VEC.interfaces:
        signature = interface.signature("skip_gram")
        *_, make = signature.arguments.values()
        given = [make(case) for case in WORD2VEC.draw(1) if case.function == "skip_gram"]
        names = [table.name for table in given]
        assert {interface.signature(f).name for f in ("naive_softmax", "negative_sampling")} == set(names)
        assert abs(names.count(names[0]) - len(names) / 2) <= 0.5
        assert {(table.name, table.others[0].name) for table in given} == {(a, b) for a in names for b in names if a != b}
        for table in given:
            losses, *gradients = zip(table.answers, table.others[0].answers, strict=True)
            assert max(losses[0]) < min(losses[1])  # no sum of the one can be a sum of the other
            assert not any(np.array_equal(mine, other) for mine, other in gradients)


def test_a_file_that_cannot_be_read_counts_out_of_its_own_maximum(results):
    result = results["broken"]
    assert (result.status.value, result.interface, result.max_score) == ("failed", "xcs224n", 90)


def test_a_sigmoid_of_the_course_earns_nothing_where_it_was_asked_for(results):
    result = results["own, with the course's sigmoid"]
    (part,) = (part for part in result.parts if part.verdict.value != "correct")
    assert (part.id, part.score, result.score, result.max_score) == ("e", 5, 95, 100)
