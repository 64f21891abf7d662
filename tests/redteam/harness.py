"""Grade a hostile program exactly as `grader grade` grades a file, then check everything that it may have reached.

After each program an honest submission is graded in the same box; it must get full marks, whatever came before it.
"""

from __future__ import annotations

import re
import resource
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from grader import catalogue, grading, runner
from grader.model import Status, Submission, SubmissionResult
from grader.model.texts import plain
from grader.records import report_to_json
from grader.sandbox import Box, Limits
from tests.redteam.bait import HONEST, Bait
from tests.redteam.overheard import Overheard
from tests.redteam.programs import TOOLS, Program
from tests.redteam.reports import is_unsafe
from tests.support.submitted import submitted

SEED = 5  # any; a run that is told apart by nothing but its walls
# Short, so that the programs that stall cost little, twice as they are tried; an honest call takes a millisecond.
LIMITS = Limits(time_limit=0.2, import_limit=0.4, submission_limit=8.0)
MOST_SECONDS = 20.0  # of one program, honest submission included; twice a submission's time and the start of a box
MOST_GROWTH = 64 << 20  # bytes by which the judge may grow: five times one answer
_FAULTS = ("raised", "crashed", "malformed", "missing", "timeout", "refused", "memory-limit", "endless-recursion")


@contextmanager
def open_box(level: str, limits: Limits = LIMITS) -> Iterator[Box]:
    """A box of exactly this level. Raises WeakIsolation where the machine cannot give it."""
    with Box(limits=limits, isolation=level) as box:
        box.wait()
        yield box


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """What came of one program: the verdict in words for each part, and what it has reached (nothing, if all is well)."""

    program: str
    level: str
    outcomes: dict[str, str]
    points: float
    breaches: tuple[str, ...]
    seconds: float
    said: str

    def is_as_named(self, program: Program) -> bool:
        """Whether one of the outcomes that the program names has come."""
        return any(self.outcomes.get(part, "") == words for words, part in program.must)

    def is_as_unwalled(self, program: Program) -> bool:
        """Whether, without walls, it has reached what it is after: else it is a blank, and shows nothing behind walls."""
        reached = frozenset(self.breaches)
        return reached == program.unwalled if program.everywhere else reached <= program.unwalled


class Range:
    """One box of one level with its bait; a context manager. Programs go through it one after the other."""

    def __init__(self, level: str, open_it: Callable[[str], Any] = open_box) -> None:
        self.level = level
        self._open_it = open_it
        self._exam = grading.prepare(catalogue.load("word2vec"), seed=SEED)
        self._cases = (*self._exam.cases, *runner.with_new_inputs(self._exam).cases)
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.bait = stack.enter_context(Bait())
            self.box = Overheard(stack.enter_context(self._open_it(self.level)))
            self._tools = tools_for(self.bait)
            warm = self._graded(self._handed_in("warm", HONEST.read_bytes()))
            if warm.score != warm.max_score:
                raise AssertionError(f"the box cannot even grade an honest submission: {_first_words(warm)}")
            self._honest = _without_id(warm)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    def shoot(self, program: Program) -> Shot:
        """Grade a program, then an honest submission; look at everything that may have changed."""
        start, size = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        submission = self._handed_in(program.submitted_as, program.source)
        self.bait.begin()
        self.box.sessions.clear()
        result = self._graded(submission)
        found = [*self._said(result), *self._undue(program, result)]
        honest = self._graded(self._handed_in("honest_again", HONEST.read_bytes()))
        found += ["honest"] * (_without_id(honest) != self._honest)
        found += self.bait.breaches()
        growth = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - size) << 10
        seconds = time.monotonic() - start
        found += ["memory"] * (growth > MOST_GROWTH) + ["time"] * (seconds > MOST_SECONDS)
        return Shot(
            program=program.name,
            level=self.level,
            outcomes=outcomes(result),
            points=float(result.score),
            breaches=tuple(sorted(set(found))),
            seconds=seconds,
            said=_first_words(result),
        )

    def _handed_in(self, name: str, source: bytes) -> Submission:
        return handed_in(self.bait, name, source, self._tools)

    def _graded(self, submission: Submission) -> SubmissionResult:
        (result,) = runner.run(self._exam, [submission], self.box)  # type: ignore[arg-type]
        return result

    # --- what is looked at --------------------------------------------------------------------------------------------

    def _said(self, result: SubmissionResult) -> Iterator[str]:
        """Breaches that show in what came out of the box, and in the reports made of it."""
        environment = runner.environment_of(self.box)  # type: ignore[arg-type]
        report = replace(runner.head(self._exam.assignment, SEED, environment), submissions=(result,))
        heard = "\n".join([*self.box.heard(), "".join(report_to_json(report))])
        if self.bait.canary in heard:
            yield "secret"
        if "BREACH: " in heard:
            yield "claim"
        if is_unsafe(report):
            yield "escape"
        if self._quotes_inputs(grading.for_student(result)):
            yield "inputs"

    def _undue(self, program: Program, result: SubmissionResult) -> Iterator[str]:
        """Points that it may not have, and records that are none."""
        if result.score > program.at_most:
            yield "points"
        if runner.grader_failed(result) or result.id != _one_id(program):
            yield "record"

    def _quotes_inputs(self, result: SubmissionResult) -> bool:
        """Whether the student would be told hidden inputs: three numbers of one case are no accident."""
        told = " ".join(d.message + d.where + d.hint for part in result.parts for d in part.diagnosis) + result.message
        told += " ".join(remark.message for remark in result.remarks)
        numbers = set(re.findall(r"\d+\.\d+", told))
        cases = (case.inputs.get("center_vector") for case in self._cases)
        return any(len(numbers & {f"{abs(x)!r}" for x in np.ravel(v).tolist()}) >= 3 for v in cases if v is not None)


def handed_in(bait: Bait, name: str, source: bytes, tools: str) -> Submission:
    """A folder of that name in the bait's class, with the tools beside the file, read as `grader grade` reads it."""
    folder = bait.folder / "class" / name
    folder.mkdir()
    (folder / "word2vec.py").write_bytes(source)
    (folder / "tools.py").write_text(tools, encoding="utf-8")
    (submission,) = submitted(folder)
    shutil.rmtree(folder)
    return submission


def tools_for(bait: Bait) -> str:
    """The module that all programs share, and what it is told of the bait."""
    return f"BAIT = {bait.described()!r}\n{TOOLS.read_text(encoding='utf-8')}"


def outcomes(result: SubmissionResult) -> dict[str, str]:
    """The verdict on each part in the words of a program's header; the same for all where nothing ran."""
    if result.status is Status.REFUSED:
        return dict.fromkeys((part.id for part in result.parts), "refused")
    failed = "failed " if result.status is Status.FAILED else ""
    found = {}
    for part in result.parts:
        codes = [d.code for d in part.diagnosis]
        fault = next((code for code in codes if code in _FAULTS), codes[0] if failed and codes else "")
        verdict = failed.strip() or part.verdict.value
        found[part.id] = verdict if fault in ("", verdict) else f"{verdict} {fault}"
    return found


def _first_words(result: SubmissionResult) -> str:
    told = [d.message for part in result.parts for d in part.diagnosis]
    return (result.message or next(iter(told), ""))[:100]


def _without_id(result: SubmissionResult) -> tuple[object, ...]:
    """What must be the same whenever an honest submission is graded, even if it took a second attempt, with other inputs."""
    remarks = tuple(remark for remark in result.remarks if remark.code != runner.SECOND_ATTEMPT)
    parts = tuple(replace(part, max_relative_error=None) for part in result.parts)
    return result.status, parts, result.interface, result.message, remarks


def _one_id(program: Program) -> str:
    return plain(Path(program.submitted_as).name)
