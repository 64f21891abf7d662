"""The recipe of a run, all that a worker needs to grade as every other worker does: assignment, seed, selection, limits."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Self

import numpy as np

from grader import catalogue, grading
from grader.grading import Exam
from grader.model import Assignment, Environment, Report
from grader.sandbox import Box, Limits
from grader.sandbox.processes import interpreter, launch
from grader.version import VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The settings of a run. It travels to workers, on other machines too; arrays, code and expected values do not.

    assignment    name of a built-in assignment, or the path of the folder of another one, from the root
    parts, case   as for `grading.prepare`, () and 0 for all
    explanations  how many diagnoses to look for in each wrong piece
    modules       modules that submissions may import besides those of the assignment
    isolation     None for the best level, at least standard
    python        path of the interpreter that runs submissions; None for the grader's own
    keep          whether the graded cases of each submission are wanted too
    """

    assignment: str
    seed: int
    parts: tuple[str, ...] = ()
    case: int = 0
    explanations: int = 1
    modules: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    isolation: str | None = None
    python: str | None = None
    keep: bool = False

    def as_json(self) -> dict[str, Any]:
        """The recipe as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The recipe that `as_json` described; further keys are ignored."""
        named = {field.name: values[field.name] for field in fields(cls) if field.name in values}
        lists = {name: tuple(value) for name, value in named.items() if isinstance(value, list)}
        return cls(**{**named, **lists, "limits": Limits(**named["limits"])})

    def load(self) -> Assignment:
        """The assignment. Raises as `catalogue.load` does."""
        return catalogue.load(self.assignment).allowing(self.modules)

    def exam(self) -> Exam:
        """The questions and expected answers. Raises as `load` and `grading.prepare` do."""
        chosen = {"parts": self.parts, "case": self.case, "explanations": self.explanations}
        return grading.prepare(self.load(), seed=self.seed, **chosen)  # type: ignore[arg-type]

    def box(self) -> Box:
        """A box for submissions. Raises as `Box` does."""
        return Box(limits=self.limits, isolation=self.isolation, python=Path(self.python) if self.python else None)

    def settings(self, environment: Environment) -> Mapping[str, Any]:
        """Everything besides the submission that a result depends on (`records.journal.SETTINGS`).

        environment  where submissions run, as `environment_of` tells it
        """
        assignment = self.load()
        of = interpreter.other(Path(self.python), launch.environment()) if self.python else interpreter.own()
        beyond = {name.partition(".")[0] for name in assignment.modules} - of.modules - {"numpy", "__main__"}
        return {
            "assignment": catalogue.sha256(self.assignment),
            "grader": VERSION,
            "numpy": np.__version__,
            "interpreter": [environment.interpreter, environment.python, environment.numpy],
            "packages": of.installed() if self.python or beyond else [],
            "modules": list(assignment.modules),
            "parts": list(self.parts),
            "case": self.case,
            "explanations": self.explanations,
            "limits": asdict(self.limits),
            "isolation": environment.isolation,
            "policy": {code: str(share) for code, share in assignment.policy.table.items()},
            "seed": self.seed,
        }


def environment_of(box: Box) -> Environment:
    """Where submissions run. Raises WeakIsolation."""
    other = box.interpreter.about
    return Environment(
        python=other["python"] if other else platform.python_version(),
        numpy=other["numpy"] if other else np.__version__,
        interpreter=box.interpreter.path if other else "",
        isolation=box.level,
        isolation_detail=box.detail,
    )


def head(
    assignment: Assignment,
    seed: int,
    environment: Environment,
    *,
    assignment_sha256: str = "",
    reference_validated: bool | None = None,
    options: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Report:
    """The report of a run without its submissions.

    environment          where they run
    assignment_sha256    names the files of the assignment that they are graded against
    reference_validated  as in the report
    options              words of the command line that a replay needs too
    notes                on how the paths were read
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
        reference_validated=reference_validated,
        extra={"assignment_sha256": assignment_sha256} if assignment_sha256 else {},
    )
