"""One piece of an assignment on one case: structure before value, and the first level that fails speaks alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.judging.exam import Exam
from grader.judging.layouts import Layout, readings
from grader.judging.views import without_numbers
from grader.model import Answer, Block, Case, Diagnosis, Fault, FaultKind, NotNumeric, Piece, Verdict
from grader.numeric import Agreement, Comparison, compare, compare_loss, low_precision

AnyArray = npt.NDArray[Any]

# A fault's verdict. ENVIRONMENT is not here on purpose: it is nobody's verdict, the runner sees to it.
VERDICTS = {
    FaultKind.TIMED_OUT: Verdict.TIMEOUT,
    FaultKind.MISSING: Verdict.MISSING,
    FaultKind.RAISED: Verdict.ERROR,
    FaultKind.CRASHED: Verdict.ERROR,
    FaultKind.MALFORMED: Verdict.ERROR,
}


LARGEST_FLOAT32_ERROR = 1e-5
"""Fair inputs cost a float32 program less than this; where the reference itself does worse, float32 is no excuse."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Finding:
    """What one piece is on one case.

    array     what was handed in, read in the layout that is due; None where that is impossible
    given     what was handed in, where it cannot be read in that layout: evidence
    form      how it had to be read
    diagnosis what the structure alone tells; the value's own story is told later, over all cases
    """

    case: Case
    verdict: Verdict
    diagnosis: Diagnosis | None = None
    form: Layout = Layout.AS_GIVEN
    array: AnyArray | None = None
    given: AnyArray | None = None
    comparisons: tuple[Comparison, ...] = ()

    @property
    def error(self) -> float | None:
        """The largest relative error, None where nothing could be compared."""
        errors = [c.max_relative_error for c in self.comparisons]
        return max(errors) if errors and np.all(np.isfinite(errors)) else None


def judge(exam: Exam, piece: Piece, cases: Sequence[Case], answers: Mapping[int, Answer]) -> list[Finding]:
    """The findings of a piece, one for each case; answers are given by case number.

    Where what was handed in can be read in two ways (V = d), it is read in the kinder way; of two that are equally wrong, as the
    other cases have to be read.
    """
    narrow = _is_narrow(exam, piece, [answers[case.number] for case in cases])
    readable = [_judge_case(exam, piece, case, answers[case.number], narrow=narrow) for case in cases]
    needed = {found[0].form for found in readable if len(found) == 1 and found[0].array is not None}
    return [max(found, key=lambda f: (_RANK[f.verdict], f.form in needed)) for found in readable]


_RANK = {verdict: rank for rank, verdict in enumerate(Verdict)}


def _is_narrow(exam: Exam, piece: Piece, answers: Sequence[Answer]) -> bool:
    """Whether an output was computed in float32, seen from all cases: one number alone, such as a loss, may not tell."""
    position = exam.assignment.function(piece.function).outputs.index(piece.output)
    given = [answer.outputs[position] for answer in answers if len(answer.outputs) > position]
    numbers = [array.ravel() for array in given if isinstance(array, np.ndarray)]
    return bool(numbers) and low_precision(np.concatenate(numbers))


def _judge_case(exam: Exam, piece: Piece, case: Case, answer: Answer, *, narrow: bool) -> list[Finding]:
    """The finding on one case, or several where the array can be read in several ways."""
    if answer.fault is not None:
        return [Finding(case=case, verdict=VERDICTS[answer.fault.kind], diagnosis=describe_fault(answer.fault))]
    outputs = exam.assignment.function(piece.function).outputs
    if len(answer.outputs) != len(outputs):
        told = f"{_returned(answer)} returned, {len(outputs)} are due"
        return _error(case, "outputs", told, f"Return {', '.join(outputs)}, in this order.")
    given = answer.outputs[outputs.index(piece.output)]
    if isinstance(given, NotNumeric):
        return _error(
            case,
            "not-numeric",
            f"{piece.output} is {_article(given.type_name)}",
            "Return numbers in a NumPy array, or one number.",
        )
    expected = exam.expected[case.number][piece.output]
    found = [_measure(exam, piece, case, array, form, narrow=narrow) for form, array in readings(given, expected.shape)]
    return found or [_misshapen(piece, case, given, expected.shape)]


def _misshapen(piece: Piece, case: Case, given: AnyArray, due: tuple[int, ...]) -> Finding:
    told = Diagnosis(
        code="shape",
        message=f"{piece.output} has shape {given.shape}, due is {due}",
        where=_where(case),
        hint="A gradient has the shape of what it is taken by; a loss is one number.",
    )
    return Finding(case=case, verdict=Verdict.INCORRECT, diagnosis=told, given=given)


def _returned(answer: Answer) -> str:
    """How much was returned, in words; None alone is nothing."""
    if len(answer.outputs) == 1:
        (only,) = answer.outputs
        return "nothing was" if isinstance(only, NotNumeric) and only.type_name == "NoneType" else "one value was"
    return f"{len(answer.outputs)} values were"


def _article(type_name: str) -> str:
    return "None" if type_name == "NoneType" else f"of type {without_numbers(type_name)}"


def _where(case: Case) -> str:
    return f"case {case.number}: {case.why}"


def _error(case: Case, code: str, message: str, hint: str) -> list[Finding]:
    told = Diagnosis(code=code, message=message, where=_where(case), hint=hint)
    return [Finding(case=case, verdict=Verdict.ERROR, diagnosis=told)]


def describe_fault(fault: Fault) -> Diagnosis:
    """A fault in the four fields of a message."""
    where = f"{fault.file} line {fault.line}" if fault.line else fault.file
    match fault.kind:
        case FaultKind.MISSING:
            told = (
                "not written yet" if fault.error else fault.message or "not written yet"
            )  # NotImplementedError, in whatever words
            return Diagnosis(code="missing", message=told, where=where)
        case FaultKind.TIMED_OUT:
            return Diagnosis(
                code="timeout",
                message=fault.message or "ran longer than its limit",
                where=where,
                hint="Look for a loop that never ends.",
            )
        case FaultKind.CRASHED:
            return Diagnosis(code="crashed", message=fault.message or "the process ended", where=where)
        case FaultKind.MALFORMED:
            return Diagnosis(code="malformed", message=fault.message or "what came back is no answer", where=where)
        case _:
            told = fault.message.removesuffix(f" ({fault.file}, line {fault.line})")  # a SyntaxError says its place itself
            return Diagnosis(code="raised", message=without_numbers(f"{fault.error}: {told}").rstrip(": "), where=where)


# --- values ---------------------------------------------------------------------------------------------------------------


def rows_of(block: Block, case: Case, array: AnyArray) -> AnyArray:
    """The entries of a block."""
    return array if block.rows is None else array[block.rows(case.inputs)]


def _measure(exam: Exam, piece: Piece, case: Case, array: AnyArray, form: Layout, *, narrow: bool) -> Finding:
    """The finding for an array of the right shape."""
    comparisons = tuple(_compare(exam, piece, case, block, array, narrow=narrow) for block in piece.blocks)
    agreements = {c.agreement for c in comparisons}
    guard = piece.only_where
    if Agreement.NOT_FINITE in agreements:
        verdict, diagnosis = Verdict.INCORRECT, _not_finite(case, piece)
    elif Agreement.DIFFERENT in agreements:
        verdict, diagnosis = Verdict.INCORRECT, None
    elif guard is not None and not np.any(rows_of(guard, case, array)):
        message = f"{piece.output} is zero in {guard.name} as well"
        verdict, diagnosis = Verdict.INCORRECT, Diagnosis(code="nothing-there", message=message, where=_where(case))
    elif Agreement.PRECISION in agreements:
        hint = "Keep float64 throughout: something is rounded to float32 on the way."
        message = f"{piece.output} is right to 7 digits, not to 9"
        verdict, diagnosis = Verdict.PARTIAL, Diagnosis(code="precision", message=message, where=_where(case), hint=hint)
    else:
        verdict, diagnosis = _by_form(piece, case, form, array)
    return Finding(case=case, verdict=verdict, diagnosis=diagnosis, form=form, array=array, comparisons=comparisons)


def _not_finite(case: Case, piece: Piece) -> Diagnosis:
    hint = "Look for a logarithm of zero, a division by zero, or an exponential that overflows."
    return Diagnosis(code="not-finite", message=f"{piece.output} holds NaN or infinity", where=_where(case), hint=hint)


def _by_form(piece: Piece, case: Case, form: Layout, array: AnyArray) -> tuple[Verdict, Diagnosis | None]:
    """Right values: what their form leaves of the verdict."""
    if form in (Layout.AS_GIVEN, Layout.ONE_NUMBER) or (form is Layout.COLUMNS and piece.either_layout):
        return Verdict.CORRECT, None
    if form is Layout.COLUMNS:
        message = f"the values of {piece.output} are right, but its rows stand in columns"
        return Verdict.PARTIAL, Diagnosis(
            code="shape",
            message=message,
            where=_where(case),
            hint="Transpose it: a gradient has the shape of what it is taken by.",
        )
    message = f"the values of {piece.output} are right, but it has an axis of length 1 too many (due is {array.shape})"
    return Verdict.PARTIAL, Diagnosis(code="shape", message=message, where=_where(case), hint="Drop the axis of length 1.")


def _compare(exam: Exam, piece: Piece, case: Case, block: Block, array: AnyArray, *, narrow: bool) -> Comparison:
    """Measure a block; what float32 costs on these inputs is worked out only where it matters."""
    expected = exam.expected[case.number][piece.output]
    first = _measured(block, case, array, expected, 0.0, narrow=narrow)
    if first.agreement in (Agreement.EQUAL, Agreement.NOT_FINITE) or block.zero:
        return first
    cost = _measured(block, case, exam.in_float32(case)[piece.output], expected, 0.0, narrow=True).max_relative_error
    return _measured(block, case, array, expected, min(cost, LARGEST_FLOAT32_ERROR), narrow=narrow)


def _measured(block: Block, case: Case, array: AnyArray, expected: AnyArray, float32_error: float, *, narrow: bool) -> Comparison:
    if expected.ndim == 0:
        return compare_loss(array, float(expected), float32_error=float32_error, narrow=narrow)
    scale = block.scale(case.inputs) if block.scale else 0.0
    mine, right = rows_of(block, case, array), rows_of(block, case, expected)
    return compare(mine, right, scale=scale, float32_error=float32_error, narrow=narrow)
