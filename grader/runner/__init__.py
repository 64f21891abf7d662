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

from typing import TYPE_CHECKING

from grader.lazy_imports import names_of

if TYPE_CHECKING:
    from grader.runner.attempts import SECOND_ATTEMPT, Attempt, attempt, grader_failed, run, run_one, with_new_inputs
    from grader.runner.recipe import Recipe, environment_of, head

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

# Imported on use: the server of the workers starts before this process imports what they import too.
_IN_RECIPE = ("Recipe", "environment_of", "head")

__getattr__ = names_of(
    "grader.runner", {name: f"grader.runner.{'recipe' if name in _IN_RECIPE else 'attempts'}" for name in __all__}
)
