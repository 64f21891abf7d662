"""The function that a worker process runs: grade a few submissions by a recipe, and return results as values.

A worker has a box of its own, with its own zygote. It is a process of the local pool or one of Dask's; both call `grade_chunk`.
A submission never runs in the worker itself, only in the sandbox beside it.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import shutil
import signal
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.util import Finalize

from grader import grading
from grader.errors import GraderFault, Misuse
from grader.model import CaseRecord, Environment, Submission, SubmissionResult, Transcript
from grader.records import result_to_json, transcript_to_json
from grader.runner.attempts import attempt
from grader.runner.recipe import Recipe, environment_of
from grader.sandbox.processes import scratch


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """One submission as a worker returns it.

    text    the result as JSON
    bundle  the transcript as JSON, and `cases` its graded cases, where the recipe asks for them
    """

    result: SubmissionResult
    text: str
    bundle: str = ""
    cases: tuple[CaseRecord, ...] = ()


Outcome = Graded | str
"""What became of one submission; a text is the fault of the machine or the grader."""


class Worker:
    """A box and an exam. Raises as `Recipe.exam` and `Recipe.box` do, and WeakIsolation."""

    def __init__(self, recipe: Recipe) -> None:
        self.box = recipe.box()
        try:
            self.exam = recipe.exam()
            self.box.provide(self.exam.assignment.modules)
            self.environment = environment_of(self.box)
        except BaseException:
            self.box.close()
            raise
        self._keep = recipe.keep

    def grade(self, submission: Submission) -> Outcome:
        """Grade one submission. A fault of the machine or the grader is a value. Raises Misuse for a fault of the assignment."""
        try:
            made = attempt(self.exam, self.box, submission, keep=self._keep)
            cases = grading.case_records(made.exam, made.result, made.exchanges, submission.files) if self._keep else ()
            transcript = Transcript(submission=submission, result=made.result, cases=cases)
            bundle = transcript_to_json(transcript) if self._keep else ""
            return Graded(result=made.result, text=result_to_json(made.result), bundle=bundle, cases=cases)
        except Misuse:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the grader's fault, and the others are graded
            return str(error) if isinstance(error, GraderFault) else f"{type(error).__name__}: {error}"


_lock = threading.Lock()
_workers: dict[Recipe, Worker] = {}  # one: of the recipe that was used last


def worker_for(recipe: Recipe) -> Worker:
    """The worker of this process for a recipe, made once. Raises as `Worker` does."""
    with _lock:
        if recipe not in _workers:
            close()
            _workers[recipe] = Worker(recipe)
        return _workers[recipe]


def close() -> None:
    """End the sandbox of this process."""
    while _workers:
        _workers.popitem()[1].box.close()


def look(recipe: Recipe) -> Environment:
    """Make the worker of this process, and tell where submissions will run. Raises as `Worker` does."""
    return worker_for(recipe).environment


def grade_chunk(recipe: Recipe, submissions: Sequence[Submission], seconds: float, place: Environment) -> list[Outcome]:
    """Grade the first submissions of a chunk: at least one, and no further one after `seconds`, so that results come early.

    place  where the run says that submissions run, since marks may depend on it

    Raises Misuse where this worker differs from that, and for a fault of the assignment.
    """
    worker = worker_for(recipe)
    here, there = (f"Python {e.python}, NumPy {e.numpy}, isolation {e.isolation}" for e in (worker.environment, place))
    if here != there:
        attempt = "install the same versions for all workers, and name the level: --isolation"
        raise Misuse("the workers of this cluster differ", where=platform.node(), value=f"{here}; {there}", attempt=attempt)
    end = time.monotonic() + seconds
    outcomes: list[Outcome] = []
    for submission in submissions:
        if outcomes and time.monotonic() >= end:
            break
        outcomes.append(worker.grade(submission))
    return outcomes


def begin(folder: str, *others: str) -> None:
    """Prepare a process of the local pool: it ends with the run, also with one that is killed, and leaves nothing behind.

    Ctrl-C reaches every process of a terminal; only the one that started the run decides what becomes of it.

    folder  where it makes temporary files
    others  further folders of the run, which are removed with that one if the run is killed
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # as in `grader.cli.program`
    tempfile.tempdir = folder
    Finalize(None, end, exitpriority=100)
    threading.Thread(target=_end_with_the_run, args=(folder, *others), daemon=True).start()


def end() -> None:
    """End the sandbox of this process, and remove its temporary files."""
    close()
    scratch.leave()


def _end_with_the_run(*folders: str) -> None:
    run = multiprocessing.parent_process()
    if run is not None:
        run.join()
        end()
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)
