"""One submission: its processes, its budget, and another attempt where the machine failed or was too busy."""

from __future__ import annotations

import re
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from grader import catalogue, grading, runner
from grader.errors import GraderFault
from grader.model import Array, Call, FaultKind, Question, Status, Submission, Verdict
from grader.runner.processes import Budget, Processes
from grader.sandbox import Box, Limits
from grader.sandbox.processes import busy as busy_module
from grader.sandbox.processes import fork
from grader.sandbox.processes.busy import Busyness
from tests.sandbox.behind_walls import walled_box
from tests.support.submitted import submitted

SUBMISSIONS = Path(__file__).resolve().parents[1] / "submissions"
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="walls of Linux")


@pytest.fixture(scope="module")
def exam():
    return grading.prepare(catalogue.load("word2vec"), seed=3)


@pytest.fixture(scope="module")
def some():
    """A handful of the class: right ones and wrong ones."""
    return submitted(SUBMISSIONS / "class")[:8]


def test_a_grader_that_fails_once_tries_again_and_twice_says_so(exam, some, monkeypatch):
    opened = []
    real = Box.open

    def failing(often):
        def open_box(self, load, **times):
            opened.append(load)
            if len(opened) <= often:
                raise GraderFault("the box failed", value="the zygote died")
            return real(self, load, **times)

        return open_box

    with Box(limits=Limits(), isolation="none") as box:
        monkeypatch.setattr(Box, "open", failing(1))
        (once,) = runner.run(exam, some[:1], box)
        opened.clear()
        monkeypatch.setattr(Box, "open", failing(9))
        (twice,) = runner.run(exam, some[:1], box)
    assert (once.status, len(opened)) == (Status.GRADED, 2)
    assert runner.grader_failed(twice)
    assert "the zygote died" in twice.message


def test_other_faults_of_the_grader_are_one_record_and_not_the_end(exam, some, monkeypatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a slip in the judge")

    with Box(limits=Limits(), isolation="none") as box:
        monkeypatch.setattr(grading, "grade", broken)
        (result,) = runner.run(exam, some[:1], box)
    assert runner.grader_failed(result)
    assert "ZeroDivisionError: a slip in the judge" in result.message


# --- a busy machine -------------------------------------------------------------------------------------------------------


@pytest.fixture
def busy(monkeypatch):
    """The machine keeps every process from running that slept."""
    monkeypatch.setattr(busy_module, "_runnable", lambda: 99.0)


@pytest.fixture
def quiet(monkeypatch):
    monkeypatch.setattr(busy_module, "_runnable", lambda: 1.0)
    monkeypatch.setattr(busy_module, "_stalled", list)


def slow_at_first(tmp_path: Path) -> Submission:
    """A submission that a busy machine held up in the two processes that its first attempt has, and not in the others."""
    marks = [str(tmp_path / name) for name in ("first", "second")]
    source = f"""
import ctypes, time
import numpy as np
def sigmoid(x):
    for mark in {marks!r}:
        if ctypes.CDLL(None).mkdir(mark.encode(), 0o700) == 0:  # os.mkdir is refused there
            time.sleep(600)
    return 1 / (1 + np.exp(-x))
"""
    return Submission(id="slow", files={"word2vec.py": source.encode()})


def test_what_the_machine_held_up_is_asked_once_more_with_other_inputs(exam, tmp_path, busy):
    submission = slow_at_first(tmp_path)
    with Box(limits=Limits(time_limit=0.5), isolation="none") as box:
        made = runner.run_one(exam, box, submission, keep=True)
        (remark,) = [remark for remark in made.result.remarks if remark.code == runner.SECOND_ATTEMPT]
        seed = int(re.search(r"seed (\d+)", remark.message)[1])
        replayed = runner.run_one(grading.prepare(catalogue.load("word2vec"), seed=seed), box, submission).result
    (part,) = [part for part in made.result.parts if part.id == "e"]
    assert part.verdict is not Verdict.TIMEOUT
    assert part.score > 0
    assert (seed == exam.seed, made.result.seed, replayed.parts) == (False, seed, made.result.parts)
    assert made.exam.seed == seed
    kinds = {a.fault.kind for _, answers in made.exchanges for a in answers.answers if a.fault is not None}
    assert made.exchanges
    assert FaultKind.TIMED_OUT not in kinds


def test_a_quiet_machine_is_asked_once(exam, tmp_path, quiet):
    with Box(limits=Limits(time_limit=0.3), isolation="none") as box:
        result = runner.run_one(exam, box, slow_at_first(tmp_path)).result
    (part,) = [part for part in result.parts if part.id == "e"]
    assert part.verdict is Verdict.TIMEOUT
    assert runner.SECOND_ATTEMPT not in [remark.code for remark in result.remarks]


@pytest.mark.parametrize("level", ["none", pytest.param("standard", marks=on_linux)])
@pytest.mark.parametrize(("statement", "used"), [("pass", True), ("time.sleep(0.01)", False)])
def test_a_process_that_ran_out_of_time_tells_what_it_has_used(exam, monkeypatch, level, statement, used):
    told = []
    monkeypatch.setattr(Busyness, "starved", lambda _, seconds: told.append(seconds) or False)
    source = f"import time\ndef sigmoid(x):\n    while True: {statement}"
    limits = Limits(time_limit=0.5)
    with walled_box(level, limits=limits) if level != "none" else Box(limits=limits, isolation="none") as box:
        runner.run_one(exam, box, Submission(id="loop", files={"word2vec.py": source.encode()}))
    assert told
    assert (max(told) > 0.2) == used  # this machine may be busy; to start an interpreter takes 0.1


@pytest.mark.parametrize(
    ("used", "others", "stalled", "expected"),
    [
        (0.1, 9, [0.0], True),  # others run just now
        (0.1, 1, [5.0], True),  # others have run meanwhile
        (0.1, 1, [0.0], False),  # it slept
        (0.9, 9, [5.0], False),  # it ran
        (None, 9, [5.0], False),  # nobody knows
        (0.1, 1, [], False),  # a system without these figures
    ],
)
def test_starved_is_who_waited_while_others_ran(monkeypatch, used, others, stalled, expected):
    clock = iter([100.0, 101.0])
    figures = iter([[0.0] * len(stalled), stalled])
    monkeypatch.setattr(busy_module.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(busy_module, "_stalled", lambda: next(figures))
    monkeypatch.setattr(busy_module, "_runnable", lambda: others)
    monkeypatch.setattr(busy_module.os, "cpu_count", lambda: 2)
    assert Busyness().starved(used) is expected


# --- the budget -----------------------------------------------------------------------------------------------------------

HANGS = """
import time
def sigmoid(x): time.sleep(0.9 * {limit})
def sigmoid_gradient(x): time.sleep(0.9 * {limit})
def naive_softmax_loss_and_gradient(*a): time.sleep(0.9 * {limit})
def negative_sampling_loss_and_gradient(*a): time.sleep(0.9 * {limit})
def skip_gram_loss_and_gradient(*a): time.sleep(0.9 * {limit})
"""


@pytest.mark.parametrize("source", [HANGS.format(limit=0.2), "import time; time.sleep(99)\n" * 3 + HANGS.format(limit=0.2)])
def test_everything_about_one_submission_ends_within_twice_its_limit(exam, busy, source):
    limits = Limits(time_limit=0.2, import_limit=1, submission_limit=1.5)
    with Box(limits=limits, isolation="none") as box:
        start = time.monotonic()
        result = runner.run_one(exam, box, Submission(id="slow", files={"word2vec.py": source.encode()})).result
    # Beyond the budget come the starts of processes, each of which this machine may hold up.
    assert time.monotonic() - start < 2 * limits.submission_limit + 3
    assert result.score == 0


@pytest.mark.parametrize("chosen", [{}, {"parts": ["f", "e"]}, {"parts": ["b"], "case": 11}])
def test_fresh_inputs_are_of_the_same_kind_and_follow_from_the_seed(chosen):
    first = grading.prepare(catalogue.load("word2vec"), seed=3, **chosen)
    fresh, again = runner.with_new_inputs(first), runner.with_new_inputs(first)
    assert fresh.seed == again.seed != first.seed
    assert fresh.parts == first.parts
    for kind in ("cases", "stress_cases"):
        one, other = getattr(first, kind), getattr(fresh, kind)
        assert [(c.function, c.group, c.number, c.why) for c in one] == [(c.function, c.group, c.number, c.why) for c in other]
    assert [same_inputs(*pair) for pair in zip(fresh.cases, again.cases, strict=True)] == [True] * len(first.cases)
    assert [same_inputs(*pair) for pair in zip(fresh.cases, first.cases, strict=True)] == [False] * len(first.cases)


def same_inputs(one, other) -> bool:
    arrays = [(a, other.inputs[name]) for name, a in one.inputs.items() if isinstance(a, np.ndarray)]
    assert arrays
    return all(np.array_equal(*pair) for pair in arrays)


@on_linux
def test_exchanges_are_kept_on_demand(exam, some):
    with walled_box("standard") as box:
        kept, forgotten = (runner.run_one(exam, box, some[0], keep=keep) for keep in (True, False))
        link = runner.run_one(exam, box, Submission(id="link", refusal="a link"), keep=True)
    assert all(len(answers.answers) == len(question.calls) for question, answers in kept.exchanges)
    assert (bool(kept.exchanges), forgotten.exchanges, link.exchanges) == (True, (), ())
    assert replace(kept.result, seconds=0.0) == replace(forgotten.result, seconds=0.0)


def test_a_question_with_wider_steps_is_another_process_of_the_same_program(exam):
    """The same calls, asked twice: what is differenced changes, what is derived does not."""
    source = b"""
import numpy as np
def sigmoid(x): return 1 / (1 + np.exp(-x))
def sigmoid_gradient(x, h=1e-5): return (sigmoid(x + h) - sigmoid(x - h)) / (2 * h)
"""
    functions = ("sigmoid", "sigmoid_gradient")
    calls = tuple(Call(function=name, arguments=(Array(value=np.linspace(-1, 1, 5)),)) for name in functions)
    submission = Submission(id="differenced", files={"word2vec.py": source})
    with Box(limits=Limits(), isolation="none") as box, Processes(exam, submission, box, Budget(30.0)) as processes:
        narrow = processes.answer(Question(calls=calls))
        wide = processes.answer(Question(calls=calls, process="wide", step_factor=1.001))
    same = [np.array_equal(one.outputs[0], other.outputs[0]) for one, other in zip(narrow.answers, wide.answers, strict=True)]
    assert same == [True, False]


def test_limits_with_patience():
    limits = Limits(time_limit=1, import_limit=2, submission_limit=3, cpu_limit=4, memory_limit=99).times(3)
    assert (limits.time_limit, limits.import_limit, limits.submission_limit, limits.cpu_limit) == (3, 6, 3, 12)
    assert limits.memory_limit == 99
    assert Limits().start_limit > fork.ANSWER_SECONDS
