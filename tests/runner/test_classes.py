"""A class: the same results with any number of workers and on any engine, and nothing lost with a worker."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import BrokenExecutor, Future
from dataclasses import replace
from pathlib import Path

import pytest

from grader import runner
from grader.errors import AssignmentError, GraderFault, Misuse, WeakIsolation
from grader.model import Status, Submission
from grader.runner import Recipe, classes, worker
from grader.runner.classes import ClassRun
from grader.runner.engines.dask import DaskEngine
from grader.runner.engines.local import LocalEngine
from grader.sandbox import Limits
from tests.support.submitted import submitted

SUBMISSIONS = Path(__file__).resolve().parents[1] / "submissions"
RECIPE = Recipe(assignment="word2vec", seed=3, isolation="none", parts=("e",))


@pytest.fixture(scope="module")
def some():
    """A handful of the class: right ones and wrong ones."""
    return submitted(SUBMISSIONS / "class")[:6]


class Here:
    """An engine whose worker is this process, or whatever a test makes of it."""

    jobs, chunk = 2, 3

    def __init__(self) -> None:
        self.restarts = 0

    def submit(self, function, *arguments) -> Future:
        future: Future = Future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:  # noqa: BLE001 - as an executor does
            future.set_exception(error)
        return future

    def restart(self) -> None:
        self.restarts += 1

    def kill(self) -> None:
        raise AssertionError("nothing hangs here")

    def close(self, *, at_once: bool) -> None:
        del at_once
        worker.close()


def graded(engine, submissions, recipe=RECIPE) -> dict[str, object]:
    """The results by id, without their times, as JSON."""
    with ClassRun(recipe, engine) as run:
        texts = {key: each.text for key, each in run.grade([(s.id, s) for s in submissions], len(submissions))}
    return {key: {**json.loads(text), "seconds": 0} for key, text in texts.items()}


def test_the_same_results_for_any_number_of_workers_and_in_this_process(some):
    recipe = Recipe(assignment="word2vec", seed=3, isolation="none", parts=("e", "b"))
    alone, together, here = (graded(engine, some, recipe) for engine in (LocalEngine(1), LocalEngine(3), Here()))
    assert set(alone) == {submission.id for submission in some}
    assert alone == together == here


def test_the_same_results_on_dask(some):
    pytest.importorskip("distributed")
    assert graded(DaskEngine(1), some[:3]) == graded(Here(), some[:3])


def test_a_worker_that_is_killed_loses_nothing(some):
    undisturbed = graded(Here(), some)
    engine = LocalEngine(2)
    stop = threading.Event()

    def kill_twice() -> None:
        for _ in range(2):
            while not stop.wait(0.2):
                if children := [child for child in multiprocessing.active_children() if child.pid]:
                    os.kill(children[0].pid, signal.SIGKILL)
                    break

    with ClassRun(RECIPE, engine) as run:
        thread = threading.Thread(target=kill_twice)
        thread.start()
        try:
            results = {key: {**json.loads(each.text), "seconds": 0} for key, each in run.grade([(s.id, s) for s in some * 3], 18)}
        finally:
            stop.set()
            thread.join()
    assert results == undisturbed


def faulty(bad: dict[str, int], error: type[Exception] | None):
    """A worker that fails so often on these ids: with a fault of the machine, or by an exception in its own process."""
    real = worker.grade_chunk

    def grade_chunk(recipe, submissions, seconds, place):
        outcomes = []
        for submission in submissions:
            if bad.get(submission.id, 0) > 0:
                bad[submission.id] -= 1
                if error is not None:
                    raise error("it died")
                outcomes.append("the box failed")
            else:
                outcomes += real(recipe, [submission], seconds, place)
        return outcomes

    return grade_chunk


@pytest.mark.parametrize("error", [None, BrokenExecutor, RuntimeError, GraderFault])
@pytest.mark.parametrize(("often", "status"), [(1, Status.GRADED), (2, Status.UNGRADED), (9, Status.UNGRADED)])
def test_what_fails_twice_is_ungraded_and_nobody_else(some, monkeypatch, error, often, status):
    bad = some[1].id
    monkeypatch.setattr(worker, "grade_chunk", faulty({bad: often}, error))
    results = graded(Here(), some)
    assert {key: result["status"] for key, result in results.items() if key != bad} == {
        s.id: "graded" for s in some if s.id != bad
    }
    assert results[bad]["status"] == status.value
    if status is Status.UNGRADED:
        assert results[bad]["score"] is None
        assert "somebody has to look at it" in results[bad]["message"]
        assert results[bad]["source_sha256"] == some[1].sha256


class Hanging(Here):
    """An engine whose worker hangs on one submission until it is killed."""

    jobs, chunk = 1, 1

    def __init__(self, bad: str) -> None:
        super().__init__()
        self.bad, self.hangs = bad, list[Future]()

    def submit(self, function, *arguments) -> Future:
        if len(arguments) > 1 and arguments[1][0].id == self.bad:
            self.hangs.append(Future())
            return self.hangs[-1]
        return super().submit(function, *arguments)

    def kill(self) -> None:
        self.hangs[-1].set_exception(BrokenExecutor("killed"))


def test_a_worker_that_hangs_is_killed_and_only_that_submission_is_ungraded(some, monkeypatch):
    monkeypatch.setattr(classes, "_LONGEST_BUDGETS", 0)
    monkeypatch.setattr(classes, "_LONGEST_SECONDS", 0.2)
    monkeypatch.setattr(classes, "_TICK_SECONDS", 0.1)
    engine = Hanging(some[2].id)
    results = graded(engine, some)
    assert [key for key, result in results.items() if result["status"] == "ungraded"] == [some[2].id]
    assert (len(results), len(engine.hangs)) == (len(some), 2)


def test_a_fault_of_the_assignment_is_nobodys_record(some, monkeypatch):
    monkeypatch.setattr(worker, "grade_chunk", faulty({some[0].id: 1}, AssignmentError))
    with pytest.raises(AssignmentError, match="it died"):
        graded(Here(), some)


def test_workers_that_differ_are_no_cluster_for_marks(some, monkeypatch):
    look = worker.look
    monkeypatch.setattr(worker, "look", lambda recipe: replace(look(recipe), numpy="1.26.4"))
    with pytest.raises(Misuse, match=r"workers of this cluster differ .*NumPy 1\.26\.4"):
        graded(Here(), some)


def test_a_worker_that_dies_as_it_starts_is_one_message(monkeypatch):
    def dead(*_):
        raise BrokenExecutor("terminated abruptly")

    monkeypatch.setattr(worker, "look", dead)
    with pytest.raises(GraderFault, match=r"no worker can be started .*__main__"):
        ClassRun(RECIPE, Here())


def test_weak_isolation_is_said_before_anything_is_graded(monkeypatch):
    def weak(_: object) -> None:
        raise WeakIsolation("this machine offers none")

    monkeypatch.setattr(worker, "Worker", weak)
    with pytest.raises(WeakIsolation):
        ClassRun(RECIPE, Here())


def test_a_chunk_comes_back_early_and_its_rest_is_graded_too(some, monkeypatch):
    sizes = []
    real = worker.grade_chunk

    def slow(recipe, submissions, _, place):
        outcomes = real(recipe, submissions, 0.0, place)
        sizes.append((len(submissions), len(outcomes)))
        return outcomes

    monkeypatch.setattr(worker, "grade_chunk", slow)
    monkeypatch.setattr("grader.runner.classes.FAIR_SHARE", 1)
    assert set(graded(Here(), some)) == {submission.id for submission in some}
    assert {done for _, done in sizes} == {1}
    assert max(asked for asked, _ in sizes) > 1


def test_what_takes_long_is_told_with_its_time(some):
    source = b"import time; time.sleep(2.5)"
    told = []
    recipe = Recipe(assignment="word2vec", seed=3, isolation="none", limits=Limits(import_limit=4.0))
    with ClassRun(recipe, LocalEngine(1), waiting=lambda chunk, seconds: told.append((chunk[0].id, seconds))) as run:
        ((_, result),) = run.grade([("k", Submission(id="slow", files={"word2vec.py": source}))], 1)
    assert result.result.status is Status.GRADED
    assert told
    assert {submission for submission, _ in told} == {"slow"}
    assert max(seconds for _, seconds in told) >= 1


PROGRAM = """
import sys
import tempfile
sys.path.insert(0, {path!r})
if __name__ == "__main__":
    tempfile.tempdir = {folder!r}
    from grader.runner import Recipe, classes, worker
    from grader.runner.engines.local import LocalEngine
    engine = LocalEngine(2)
    futures = [engine.submit(worker.look, Recipe(assignment="word2vec", seed=3, parts=("e",))) for _ in range(2)]
    print(*(future.result().isolation for future in futures), flush=True)
    input()
"""


def test_a_run_that_is_killed_leaves_no_process_and_no_file(tmp_path):
    """A process that grades is killed without a chance to clean up: its workers end, and remove what they have made."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(path=str(Path(runner.__file__).parents[2]), folder=str(tmp_path)))
    with subprocess.Popen([sys.executable, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as popen:
        assert popen.stdout is not None
        assert popen.stdout.readline().split()
        popen.kill()
    deadline = time.monotonic() + 20
    while (left := [*_files(tmp_path), *_processes(tmp_path)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == []


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name != "program.py"]


def _processes(folder: Path) -> list[bytes]:
    return [line for path in Path("/proc").glob("[0-9]*/cmdline") if str(folder).encode() in (line := _read(path))]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


class Dying(Here):
    """An engine whose workers are dead so often when they are first needed, or after the first look."""

    def __init__(self, looks: int, chunks: int) -> None:
        super().__init__()
        self._left = {worker.look: looks, worker.grade_chunk: chunks}

    def submit(self, function, *arguments):
        if self._left.get(function, 0):
            self._left[function] -= 1
            raise BrokenExecutor
        return super().submit(function, *arguments)


@pytest.mark.parametrize(("looks", "chunks"), [(1, 0), (2, 0), (0, 1), (0, 2), (2, 2)])
def test_workers_that_are_killed_before_they_have_work_lose_nothing(some, looks, chunks):
    assert graded(Dying(looks, chunks), some) == graded(Here(), some)


@pytest.mark.parametrize(("looks", "chunks"), [(9, 0), (0, 9)])
def test_workers_that_cannot_be_started_are_a_fault_of_the_machine(some, looks, chunks):
    with pytest.raises(GraderFault, match="no worker can be started"):
        graded(Dying(looks, chunks), some)


def test_a_scheduler_that_does_not_answer_is_told_in_time(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("grader.runner.engines.dask._CONNECT_SECONDS", 0.2)
    with pytest.raises(Misuse, match="no scheduler answers"):
        DaskEngine(1, "tcp://127.0.0.1:9")
