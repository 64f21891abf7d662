"""Run submissions: connect grading, which asks questions, to the sandbox, which answers them.

    processes   answers the questions about one submission, within its budget
    attempts    grades one submission, once more where the machine was too busy
    recipe      what a worker has to know
    worker      what a worker does: grade a chunk of submissions, return results as values
    engines     where workers are: processes of this machine, or a Dask cluster
    classes     hands chunks to an engine, and grades once more what lost its worker

Theory of operation. A run is a recipe (assignment by name, seed, parts, limits) and submissions (bytes). Each worker makes the
same exam from the recipe and has a sandbox of its own, so that results depend neither on the number of workers nor on who graded
what. A worker returns after at most half a second what it has, and the rest of its chunk goes to the next one that is free, so
that a submission that hangs holds up nobody. What is lost with a worker is graded once more, alone; where that fails too, the
result is `ungraded`. The process that started the run does nothing but collect results.
"""

from __future__ import annotations

from collections.abc import Iterable

from grader.errors import GraderFault, Misuse
from grader.grading import Exam
from grader.model import Assignment, Environment, Report, Status, Submission, SubmissionResult
from grader.runner.attempts import SECOND_ATTEMPT, Attempt, attempt, ungraded, with_new_inputs
from grader.runner.recipe import Recipe, environment_of
from grader.sandbox import Box
from grader.version import VERSION

__all__ = [
    "SECOND_ATTEMPT",
    "Attempt",
    "Recipe",
    "attempt",
    "environment_of",
    "grader_failed",
    "head",
    "run",
    "run_one",
    "with_new_inputs",
]

_TRIES = 2  # a zygote that dies is an accident; where it happens twice to one submission, somebody has to look at it


def head(
    assignment: Assignment,
    seed: int,
    environment: Environment,
    *,
    certificate: str = "",
    options: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Report:
    """The report of a run without its submissions.

    environment  where they run
    certificate  names the reference that they are graded against
    options      words of the command line that a replay needs too
    notes        on how the paths were read
    """
    return Report(
        assignment=assignment.name,
        title=assignment.title,
        grader_version=VERSION,
        seed=seed,
        environment=environment,
        submissions=(),
        policy=assignment.policy.table,
        options=options,
        notes=notes,
        extra={"certificate": certificate} if certificate else {},
    )


def grader_failed(result: SubmissionResult) -> bool:
    """Whether a submission could not be graded, owing to a fault of the grader or the machine."""
    return result.status is Status.UNGRADED


def run_one(exam: Exam, box: Box, submission: Submission, *, keep: bool = False) -> Attempt:
    """Grade one submission in this process, once more where the grader or the machine failed.

    Raises AssignmentError where the assignment names modules that are not installed, and for other faults of the assignment.
    """
    box.provide(exam.assignment.modules)
    for _ in range(_TRIES):
        try:
            return attempt(exam, box, submission, keep=keep)
        except Misuse:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the grader's fault
            fault = str(error) if isinstance(error, GraderFault) else f"{type(error).__name__}: {error}"
    return Attempt(exam=exam, result=ungraded(exam, submission, fault))


def run(exam: Exam, submissions: Iterable[Submission], box: Box) -> tuple[SubmissionResult, ...]:
    """The results of a few submissions, one after the other in this process. Raises as `run_one` does."""
    return tuple(run_one(exam, box, submission).result for submission in submissions)
