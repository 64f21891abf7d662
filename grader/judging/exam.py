"""What one run asks of every submission: the cases of a seed and the values that are expected, worked out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.errors import AssignmentError, Misuse
from grader.model import Assignment, Case, FloatArray, Part, TableFunction

Values = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Exam:
    """An assignment with its inputs drawn. The same exam is put to every submission of a run.

    stress_cases      extreme cases that can be put to a submission; nothing is expected of them, and nothing graded
    expected  by case number, the outputs of the reference by name
    explanations  how many are looked for of each thing that is wrong: the first is the best, further ones take time
    """

    assignment: Assignment
    seed: int
    parts: tuple[Part, ...]
    cases: tuple[Case, ...]
    stress_cases: tuple[Case, ...]
    expected: Mapping[int, Values]
    explanations: int = 1
    _float32: dict[int, Values] = field(default_factory=dict)

    def in_float32(self, case: Case) -> Values:
        """What the reference itself returns when its inputs are float32: how much float32 costs on these inputs."""
        if case.number not in self._float32:
            narrow = {name: _narrow(value) for name, value in case.inputs.items()}
            self._float32[case.number] = _outputs(self.assignment, case, narrow)
        return self._float32[case.number]

    def of(self, function: str, group: str) -> tuple[Case, ...]:
        """The cases of one function in one group."""
        return tuple(case for case in self.cases if (case.function, case.group) == (function, group))


def _narrow(value: Any) -> Any:
    """float64 arrays as float32, those inside a table too."""
    if isinstance(value, np.ndarray) and value.dtype == np.float64:
        return value.astype(np.float32)
    if isinstance(value, TableFunction):
        expected = {position: array.astype(np.float32) for position, array in value.expected.items()}
        return replace(value, expected=expected, answers=tuple(answer.astype(np.float32) for answer in value.answers))
    return value


def _outputs(assignment: Assignment, case: Case, inputs: Mapping[str, Any]) -> dict[str, FloatArray]:
    try:
        values = assignment.function(case.function).evaluate(inputs)
    except Exception as error:
        value = f"{case.why}: {type(error).__name__}: {error}"
        raise AssignmentError("the reference fails", where=case.function, value=value, attempt="grader validate") from error
    return {name: np.asarray(value, dtype=np.float64) for name, value in values.items()}


def prepare(assignment: Assignment, *, seed: int, parts: Sequence[str] = (), case: int = 0, explanations: int = 1) -> Exam:
    """Draw the cases of `seed` and work out what is expected.

    explanations  how many are looked for of each thing that is wrong
    parts, case  keep these parts (f keeps f.loss, f.vc, ...) and that case only (() and 0 keep all); numbers stay those of the
    draw. Raises Misuse for a part or a case that is not there.
    """
    names = {p.id: {p.id, p.id.split(".")[0]} for p in assignment.parts}
    unknown = [part for part in parts if part not in set().union(*names.values())]
    if unknown:
        groups_of_parts = sorted({name.split(".")[0] for name in names if "." in name})
        whole = "".join(f"; {group} means all of {group}" for group in groups_of_parts)
        value, attempt = ", ".join(unknown), f"one of {', '.join(names)}{whole}"
        raise Misuse(f"{assignment.name} has no such part", where="--part", value=value, attempt=attempt)
    kept = tuple(p for p in assignment.parts if not parts or names[p.id] & set(parts))
    groups = {(piece.function, piece.group) for p in kept for piece in p.pieces}
    cases = tuple(c for c in assignment.draw(seed) if (c.function, c.group) in groups and case in (0, c.number))
    if not cases:
        raise Misuse(
            "there is no such case", where="--case", value=str(case), attempt="take a number that a report names for this part"
        )
    expected = {c.number: _outputs(assignment, c, c.inputs) for c in cases}
    stress_cases = tuple(
        c
        for c in assignment.draw_stress_cases(seed)
        if c.function in {f for f, _ in groups} and not _hands_over_code(c) and not case
    )
    return Exam(
        assignment=assignment,
        seed=seed,
        parts=kept,
        cases=cases,
        stress_cases=stress_cases,
        expected=expected,
        explanations=explanations,
    )


def _hands_over_code(case: Case) -> bool:
    """Whether an input is a function of the reference, which never leaves this process."""
    return any(callable(value) and not isinstance(value, TableFunction) for value in case.inputs.values())
