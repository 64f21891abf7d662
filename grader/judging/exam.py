"""The questions of one run: the cases of a seed and their expected values, computed once for all submissions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.errors import AssignmentError, Misuse
from grader.model import Assignment, Block, Case, FloatArray, Part, Piece, TableFunction

AnyArray = npt.NDArray[Any]

Values = Mapping[str, AnyArray]
"""The outputs of one function by name."""

PieceKey = tuple[str, int]
"""The id of a part and the position of a piece in it."""

WATCHED = ""
"""The id that stands for the part of pieces that no part pays for."""

# Wrong outputs are larger than right ones by a size of the input: (V, V, d) in place of (V, d), a vector in place of a number.
_TIMES_KEPT = 64
_LEAST_KEPT = 1024

# Sets the seed of more cases apart from whatever else may be drawn from the run's; any number would do.
_MORE = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Exam:
    """An assignment with its inputs drawn. Every submission of a run gets the same exam.

    stress_cases  extreme inputs: they have no expected values and are not graded
    expected      by case number, the outputs of the reference
    explanations  how many diagnoses to look for in each wrong piece; the first is the best, further ones take time
    is_whole      no part and no case was left out
    added         numbers of cases that were added for one submission: no command replays them
    only_marks    follow-up questions that only explain a mistake are left out: time is short
    largest       by function, the most numbers of an output that may fit: a larger one is not kept whole
    float32_errors  what float32 costs the reference, by case number, output and block, as far as somebody has asked for it
    pieces        the pieces of these parts by key, and after them those that are only watched, as part WATCHED
    """

    assignment: Assignment
    seed: int
    parts: tuple[Part, ...]
    cases: tuple[Case, ...]
    stress_cases: tuple[Case, ...]
    expected: Mapping[int, Values]
    explanations: int = 1
    is_whole: bool = True
    added: frozenset[int] = frozenset()
    only_marks: bool = False
    largest: Mapping[str, int] = field(init=False)
    pieces: Mapping[PieceKey, Piece] = field(init=False)
    float32_errors: dict[tuple[int, str, Block], float] = field(default_factory=dict, init=False)
    _float32: dict[int, Values] = field(default_factory=dict)
    _usual: dict[str, tuple[Case, ...]] = field(default_factory=dict, init=False)
    _groups: Mapping[tuple[str, str], tuple[Case, ...]] = field(init=False)

    def __post_init__(self) -> None:
        pieces = {(part.id, i): piece for part in self.parts for i, piece in enumerate(part.pieces)}
        pieces |= {(WATCHED, i): piece for i, piece in enumerate(self.assignment.watched)}
        groups: dict[tuple[str, str], list[Case]] = {}
        for case in self.cases:
            groups.setdefault((case.function, case.group), []).append(case)
        largest = {function.name: _LEAST_KEPT for function in self.assignment.functions}
        for case in self.cases:
            size = max((np.size(value) for value in self.expected.get(case.number, {}).values()), default=0)
            largest[case.function] = max(largest[case.function], _TIMES_KEPT * size)
        object.__setattr__(self, "largest", largest)
        object.__setattr__(self, "pieces", pieces)
        object.__setattr__(self, "_groups", {key: tuple(cases) for key, cases in groups.items()})

    def of(self, function: str, group: str) -> tuple[Case, ...]:
        """The cases of one function in one group."""
        return self._groups.get((function, group), ())

    def usual_cases(self, function: str) -> tuple[Case, ...]:
        """The usual cases of a function, drawn once."""
        if function not in self._usual:
            self._usual[function] = self.assignment.draw_usual_cases(self.seed, function)
        return self._usual[function]

    def piece(self, key: PieceKey) -> Piece:
        """The piece with that key."""
        return self.pieces[key]

    def in_float32(self, case: Case) -> Values:
        """The outputs of the reference on float32 inputs: their error is what float32 costs on this case."""
        if case.number not in self._float32:
            inputs = dict(case.inputs)
            for name, value in case.inputs.items():
                if isinstance(value, np.ndarray) and value.dtype == np.float64:
                    inputs[name] = value.astype(np.float32)
                elif isinstance(value, TableFunction):
                    expected = {position: array.astype(np.float32) for position, array in value.expected.items()}
                    answers = tuple(answer.astype(np.float32) for answer in value.answers)
                    inputs[name] = replace(value, expected=expected, answers=answers)
            self._float32[case.number] = _outputs(self.assignment, case, inputs)
        return self._float32[case.number]


def rows_of(block: Block, case: Case, array: AnyArray) -> AnyArray:
    """The entries of a block."""
    return array if block.rows is None else array[block.rows(case.inputs)]


def least_scale(block: Block, case: Case, expected: AnyArray) -> float:
    """The least scale of a block's errors: that of a loss is 1."""
    if expected.ndim == 0:
        return 1.0
    return block.scale(case.inputs) if block.scale else 0.0


def _outputs(assignment: Assignment, case: Case, inputs: Mapping[str, Any]) -> dict[str, FloatArray]:
    try:
        values = assignment.function(case.function).evaluate(inputs)
        return {name: np.asarray(value, dtype=np.float64) for name, value in values.items()}
    except (Exception, SystemExit) as error:
        value = f"{case.why}: {type(error).__name__}: {error}"
        raise AssignmentError("the reference fails", where=case.function, value=value, attempt="grader validate") from error


def prepare(assignment: Assignment, *, seed: int, parts: Sequence[str] = (), case: int = 0, explanations: int = 1) -> Exam:
    """Draw the cases of `seed` and compute their expected values.

    parts, case   keep these parts (f keeps f.loss, f.vc, ...) and this case only (() and 0 keep all); cases keep their numbers
    explanations  how many diagnoses to look for in each wrong piece
    Raises Misuse if there is no such part or case.
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
    if not cases and not case:
        raise AssignmentError("no part judges any case", where=f"assignment {assignment.name}", attempt="compare their groups")
    if not cases:
        raise Misuse(
            "there is no such case", where="--case", value=str(case), attempt="take a number that a report names for this part"
        )
    # A stress case may hand over a function of the reference. Such code never leaves this process, so submissions do not get it.
    stress_cases = tuple(
        c
        for c in assignment.draw_stress_cases(seed)
        if c.function in {f for f, _ in groups}
        and not case
        and not any(callable(value) and not isinstance(value, TableFunction) for value in c.inputs.values())
    )
    return Exam(
        assignment=assignment,
        seed=seed,
        parts=kept,
        cases=cases,
        stress_cases=stress_cases,
        expected={c.number: _outputs(assignment, c, c.inputs) for c in cases},
        explanations=explanations,
        is_whole=not parts and not case,
    )


def with_more_cases(exam: Exam, function: str, group: str) -> tuple[Exam, tuple[Case, ...]]:
    """An exam with as many cases again of a group, from a seed that follows from the exam's; and these cases."""
    seed = int(np.random.SeedSequence((exam.seed, _MORE)).generate_state(1)[0])
    drawn = exam.assignment.draw(seed)
    more = (case for case in drawn if (case.function, case.group) == (function, group))
    cases = tuple(replace(case, number=case.number + len(drawn)) for case in more)
    expected = {case.number: _outputs(exam.assignment, case, case.inputs) for case in cases}
    added = exam.added.union(expected)
    return replace(exam, cases=exam.cases + cases, expected={**exam.expected, **expected}, added=added), cases
