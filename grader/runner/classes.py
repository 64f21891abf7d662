"""Grade a class: hand chunks of submissions to an engine, take results as they come, and grade once more what lost its worker."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from functools import cached_property
from itertools import islice
from math import inf
from typing import Self

from grader.errors import GraderFault, Misuse, WeakIsolation
from grader.grading import Exam
from grader.model import Environment, Submission
from grader.records import result_to_json
from grader.runner import worker
from grader.runner.attempts import ungraded
from grader.runner.engines import Engine
from grader.runner.recipe import Recipe
from grader.runner.worker import Graded, Outcome

SLICE_SECONDS = 0.5
"""After this time a worker returns what it has, so that nobody's result waits long in a worker, or behind one that hangs."""

FAIR_SHARE = 4
"""Chunks for each worker, at least: each has some of a small class, and all end at about the same time."""

_TICK_SECONDS = 1.0  # between two looks at what takes long

_STARTS = 3
"""Attempts to start workers: one that is killed is an accident, and three in a row are a broken machine."""

# A worker that keeps a chunk for longer hangs itself, and is killed: twice what everything about two submissions may take, and a
# minute for the start of a worker and for the judge.
_LONGEST_BUDGETS, _LONGEST_SECONDS = 8, 60.0

Item = tuple[str, Submission]
"""A key that the caller chose, and the submission."""


class ClassRun:
    """The grading of a class by one recipe on one engine. A context manager, at the end of which the engine is closed.

    Raises as `Recipe.exam` and `Recipe.box` do, WeakIsolation, and GraderFault where no worker starts, before anything is graded.

    waiting  called about every second in which nothing was done, with what is being graded and for how many seconds
    """

    def __init__(
        self, recipe: Recipe, engine: Engine, *, waiting: Callable[[Sequence[Submission], float], object] = lambda *_: None
    ) -> None:
        self._recipe, self._engine, self._waiting = recipe, engine, waiting
        self._longest = _LONGEST_BUDGETS * recipe.limits.submission_limit + _LONGEST_SECONDS
        self._under_way: dict[Future[list[Outcome]], tuple[list[Item], float]] = {}
        self._failed_starts = 0
        try:
            self.environment: Environment = self._look()
        except BaseException:
            engine.close(at_once=True)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._engine.close(at_once=kind is not None)

    def _look(self) -> Environment:
        for _ in range(_STARTS):
            try:
                return self._engine.submit(worker.look, self._recipe).result()
            except (Misuse, WeakIsolation):
                raise
            except Exception as error:  # noqa: BLE001 - whatever the engine says when a worker dies
                fault = _died(error)
                self._engine.restart()
        script = "in a script of your own, begin the run below `if __name__ == '__main__':`, which each worker reads too"
        attempt = f"--jobs 1 where memory is short; {script}"
        raise GraderFault("no worker can be started", value=fault, attempt=attempt)

    def grade(self, items: Iterable[Item], count: int) -> Iterator[tuple[str, Graded]]:
        """Yield each submission's key and result as it comes.

        What was with a worker when that died, or met with a fault of the machine, is graded once more at the end, alone. Where
        that fails too, somebody has to look at it: the result is `ungraded`.

        count  how many items there are, which are taken as they are needed

        Raises AssignmentError for a fault of the assignment.
        """
        waiting, suspects = iter(items), deque[tuple[Item, str]]()
        back: deque[Item] = deque()  # of chunks that were not finished
        size = max(1, min(self._engine.chunk, count // (FAIR_SHARE * self._engine.jobs)))
        more = True
        while more or back or self._under_way:
            while len(self._under_way) <= self._engine.jobs:  # one more than workers, so that none waits for the next one
                chunk = [back.popleft() for _ in range(min(size, len(back)))]
                chunk += islice(waiting, size - len(chunk))
                more = bool(chunk)
                if not more:
                    break
                if not self._start(chunk):
                    back.extendleft(reversed(chunk))
                    break
            for chunk, outcomes in self._finished(suspects) if self._under_way else ():
                back.extend(chunk[len(outcomes) :])
                for (key, submission), outcome in zip(chunk, outcomes, strict=False):
                    if isinstance(outcome, str):
                        suspects.append(((key, submission), outcome))
                    else:
                        yield key, outcome
        for (key, submission), fault in suspects:
            yield key, self._alone(submission, fault)

    def _start(self, chunk: Sequence[Item]) -> bool:
        """Start grading a chunk. False where workers had to be started anew; raises GraderFault where that does not help."""
        try:
            submissions = [submission for _, submission in chunk]
            future = self._engine.submit(worker.grade_chunk, self._recipe, submissions, SLICE_SECONDS, self.environment)
        except RuntimeError as error:  # a worker has died meanwhile
            self._failed_starts += 1
            if self._failed_starts == _STARTS:
                raise GraderFault("no worker can be started", value=_died(error)) from error
            self._engine.restart()
            return False
        self._failed_starts = 0
        # One more than there are workers waits for one; its time begins when it has one.
        self._under_way[future] = list(chunk), time.monotonic() if len(self._under_way) < self._engine.jobs else inf
        return True

    def _finished(self, suspects: deque[tuple[Item, str]]) -> Iterator[tuple[list[Item], list[Outcome]]]:
        """Wait a moment, and yield the chunks that have come back. Those of a worker that has died become suspects."""
        done, _ = wait(self._under_way, timeout=_TICK_SECONDS, return_when=FIRST_COMPLETED)
        if not done:
            chunk, start = min(self._under_way.values(), key=lambda each: each[1])
            seconds = time.monotonic() - start
            self._waiting([submission for _, submission in chunk], seconds)
            if seconds > self._longest:
                self._engine.kill()
        lost = False
        chunks = [(self._under_way.pop(future)[0], future) for future in done]
        for future, (chunk, start) in list(self._under_way.items())[: self._engine.jobs]:
            self._under_way[future] = chunk, min(start, time.monotonic())
        for chunk, future in chunks:
            error = future.exception()
            if isinstance(error, (Misuse, WeakIsolation)):
                raise error
            if error is not None:
                lost = True
                suspects.extend((item, _died(error)) for item in chunk)
            else:
                yield chunk, future.result()
        if lost:
            self._engine.restart()

    def _alone(self, submission: Submission, fault: str) -> Graded:
        """Grade one submission with nothing beside it. If it fails, the result says so."""
        while not self._start([("", submission)]):
            pass
        ((future, (_, start)),) = self._under_way.items()
        self._under_way.clear()
        while not wait([future], timeout=_TICK_SECONDS).done:
            self._waiting([submission], seconds := time.monotonic() - start)
            if seconds > self._longest:
                self._engine.kill()
        error = future.exception()
        if isinstance(error, (Misuse, WeakIsolation)):
            raise error
        if error is not None:
            self._engine.restart()
        why = future.result()[0] if error is None else _died(error)
        if isinstance(why, Graded):
            return why
        result = ungraded(self._exam, submission, fault if why == fault else f"{fault}; then: {why}")
        return Graded(result=result, text=result_to_json(result))

    @cached_property
    def _exam(self) -> Exam:
        return self._recipe.exam()


def _died(error: BaseException) -> str:
    return str(error) if isinstance(error, GraderFault) else f"its worker died ({type(error).__name__})"
