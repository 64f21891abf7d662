"""The loop between grading and the box: side by side, once more where time ran out, once more where the machine failed."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from grader import catalogue, grading, runner
from grader.errors import GraderFault
from grader.model import Array, Call, FaultKind, Question, Status, Submission, Verdict
from grader.runner.processes import Processes
from grader.sandbox import Box, Limits
from grader.sandbox.processes import fork
from tests.sandbox.behind_walls import walled_box, zygote_process
from tests.support.submitted import submitted

SUBMISSIONS = Path(__file__).resolve().parent / "submissions"
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="walls of Linux")


@pytest.fixture(scope="module")
def exam():
    return grading.prepare(catalogue.load("word2vec"), seed=3)


@pytest.fixture(scope="module")
def some():
    """A handful of the class: right ones and wrong ones."""
    return submitted(SUBMISSIONS / "class")[:8]


def timeless(results):
    return [replace(result, seconds=0.0) for result in results]


@on_linux
def test_the_same_results_for_any_number_of_jobs(exam, some):
    with walled_box("standard", zygotes=4) as box:
        done = []
        alone = runner.run(exam, some, box)
        together = runner.run(exam, some, box, jobs=4, done=done.append)
    assert timeless(alone) == timeless(together)
    assert done == [submission.id for submission in some] == [result.id for result in together]


@on_linux
def test_zygotes_that_die_meanwhile_cost_nothing(exam, some):
    with walled_box("standard", zygotes=1) as box:
        undisturbed = runner.run(exam, some, box)
        stop = threading.Event()

        def disturb() -> None:
            while not stop.wait(0.3):
                try:
                    os.kill(zygote_process(box), signal.SIGKILL)
                except (ValueError, OSError):  # there is none just now
                    continue

        thread = threading.Thread(target=disturb)
        thread.start()
        try:
            disturbed = runner.run(exam, some, box, jobs=2)
        finally:
            stop.set()
            thread.join()
    failed = {result.id for result in disturbed if runner.grader_failed(result)}
    assert [r for r in timeless(disturbed) if r.id not in failed] == [r for r in timeless(undisturbed) if r.id not in failed]


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


def slow_once(tmp_path: Path) -> Submission:
    """A submission that a busy machine held up in its first process, and not in the second."""
    mark = tmp_path / "seen"
    source = f"""
import ctypes, time
import numpy as np
def sigmoid(x):
    if ctypes.CDLL(None).mkdir({str(mark)!r}.encode(), 0o700) == 0:  # os.mkdir is refused there
        time.sleep(600)
    return 1 / (1 + np.exp(-x))
"""
    return Submission(id="slow", files={"word2vec.py": source.encode()})


@pytest.mark.parametrize("one", [True, False])
def test_what_ran_out_of_time_gets_more_of_it_once(exam, tmp_path, one):
    submission = slow_once(tmp_path)
    with Box(limits=Limits(time_limit=0.5), isolation="none") as box:
        result = runner.run_one(exam, submission, box) if one else runner.run(exam, [submission], box)[0]
        (remark,) = [remark for remark in result.remarks if remark.code == runner.SECOND_ATTEMPT]
        seed = int(re.search(r"seed (\d+)", remark.message)[1])
        replayed = runner.run_one(grading.prepare(catalogue.load("word2vec"), seed=seed), submission, box)
    (part,) = [part for part in result.parts if part.id == "e"]
    assert part.verdict is not Verdict.TIMEOUT
    assert part.score > 0
    assert (seed == exam.seed, replayed.parts) == (False, result.parts)


def test_what_was_in_time_has_no_second_attempt(exam, some):
    with Box(limits=Limits(), isolation="none") as box:
        assert [r for r in runner.run_one(exam, some[0], box).remarks if r.code == runner.SECOND_ATTEMPT] == []


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


def test_second_attempts_are_the_same_for_any_number_of_jobs(exam, some):
    loop = Submission(id="loop", files={"word2vec.py": b"def sigmoid(x):\n    while True: pass"})
    wrong = Submission(id="both", files={"word2vec.py": loop.files["word2vec.py"] + b"\ndef sigmoid_gradient(x): return 2 * x"})
    with Box(limits=Limits(time_limit=0.2), isolation="none") as box:
        alone, together = (timeless(runner.run(exam, [loop, some[0], wrong], box, jobs=jobs)) for jobs in (1, 3))
    assert alone == together
    assert [[r.code for r in result.remarks] for result in alone[::2]] == [[runner.SECOND_ATTEMPT]] * 2


@on_linux
def test_exchanges_are_kept_on_demand_and_do_not_depend_on_the_number_of_jobs(exam, some):
    with walled_box("standard", zygotes=4) as box:
        alone, together = (runner.attempts(exam, some, box, jobs=jobs, keep=True) for jobs in (1, 4))
        forgotten = runner.attempts(exam, some[:1], box)
    for one, other, submission in zip(alone, together, some, strict=True):
        assert one.result.id == other.result.id == submission.id
        assert one.exchanges
        calls, again = ([(len(q.calls), q.process) for q, _ in attempt.exchanges] for attempt in (one, other))
        assert calls == again
        assert all(len(answers.answers) == len(question.calls) for question, answers in one.exchanges)
    assert forgotten[0].exchanges == ()


def test_the_exchanges_of_the_attempt_that_counts_are_kept(exam, tmp_path):
    submissions = [slow_once(tmp_path), Submission(id="link", refusal="a link")]
    with Box(limits=Limits(time_limit=0.5), isolation="none") as box:
        slow, link = runner.attempts(exam, submissions, box, keep=True)
    assert (slow.exam.seed, link.exam.seed) == (runner.with_new_inputs(exam).seed, exam.seed)
    kinds = {a.fault.kind for _, answers in slow.exchanges for a in answers.answers if a.fault is not None}
    assert slow.exchanges
    assert FaultKind.TIMED_OUT not in kinds
    assert link.exchanges == ()


def test_what_never_ends_is_a_timeout_after_two_attempts(exam):
    source = b"def sigmoid(x):\n    while True: pass\ndef sigmoid_gradient(x): return x"
    with Box(limits=Limits(time_limit=0.2), isolation="none") as box:
        start = time.monotonic()
        (result,) = runner.run(exam, [Submission(id="loop", files={"word2vec.py": source})], box)
    (part,) = [part for part in result.parts if part.id == "e"]
    assert part.verdict is Verdict.TIMEOUT
    assert time.monotonic() - start >= 0.8


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
    with Box(limits=Limits(), isolation="none") as box, Processes(exam, submission, box, 1.0) as processes:
        narrow = processes.answer(Question(calls=calls))
        wide = processes.answer(Question(calls=calls, process="wide", step_factor=1.001))
    same = [np.array_equal(one.outputs[0], other.outputs[0]) for one, other in zip(narrow.answers, wide.answers, strict=True)]
    assert same == [True, False]


def test_limits_with_patience():
    limits = Limits(time_limit=1, import_limit=2, submission_limit=3, cpu_limit=4, memory_limit=99).times(3)
    assert (limits.time_limit, limits.import_limit, limits.submission_limit, limits.cpu_limit) == (3, 6, 9, 12)
    assert limits.memory_limit == 99
    assert Limits().start_limit > fork.ANSWER_SECONDS
