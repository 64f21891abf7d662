"""Compare a submission's answers with the expected arrays, one piece on one case at a time.

Checks run in order (fault, number of outputs, type, shape, finite, value); only the first failure is reported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from grader.judging.exam import WATCHED, AnyArray, Exam, PieceKey, least_scale, rows_of
from grader.judging.findings import RANK, Finding, Findings, Judgement
from grader.judging.first_pass import right_pieces
from grader.judging.layouts import Layout, fits, readings
from grader.model import Answer, Block, Case, Diagnosis, Fault, FaultKind, Interface, NotNumeric, Piece, Verdict
from grader.model.codes import ARRAY_AS_NUMBER
from grader.numeric import Agreement, Comparison, compare, low_precision

# ENVIRONMENT is missing on purpose: such a fault has no verdict, the runner deals with it.
VERDICTS = {
    FaultKind.TIMED_OUT: Verdict.TIMEOUT,
    FaultKind.MISSING: Verdict.MISSING,
    FaultKind.RAISED: Verdict.ERROR,
    FaultKind.CRASHED: Verdict.ERROR,
    FaultKind.MALFORMED: Verdict.ERROR,
}

LARGEST_FLOAT32_ERROR = 1e-5
"""Fair inputs cost a float32 program less than this; where the reference itself does worse, float32 is no excuse."""

_NO_NUMBER = "only 0-dimensional arrays can be converted to Python scalars"
"""NumPy 2.4 and later say this of every array that is used as a number; until then one of a single number was converted."""

_NUMBERS = re.compile(r"[-+]?\d*\.\d+(?:[eE][-+]?\d+)?|[-+]?\d+\.(?!\w)|[-+]?\d+[eE][-+]?\d+|\d{4,}")
"""Decimals, and whole numbers larger than any size that is drawn: a shape such as (7, 4) stays readable."""


def judge_all(
    exam: Exam, interface: Interface, answers: Mapping[int, Answer], right: Mapping[PieceKey, Judgement] | None = None
) -> Findings:
    """The judgement of every piece that this interface has.

    answers  by case number
    right    what `right_pieces` finds in them, where that is known
    """
    right = right_pieces(exam, answers) if right is None else right
    findings: Findings = {}
    for key, piece in exam.pieces.items():
        if key[0] == WATCHED or interface.signature(piece.function) is None:
            continue
        if cases := exam.of(piece.function, piece.group):
            findings[key] = right.get(key) or judge(exam, piece, cases, answers)
    return findings


def judge(exam: Exam, piece: Piece, cases: Sequence[Case], answers: Mapping[int, Answer]) -> Judgement:
    """The findings of a piece, one for each case. `answers` has the case numbers as keys.

    A square array (V = d) can be read as it is or transposed. The reading with the better verdict counts; if both are equally
    wrong, the one that the other cases need.
    """
    # float32 is recognised over all cases together: one number alone, such as a loss, may be representable by accident.
    position = exam.assignment.function(piece.function).outputs.index(piece.output)
    returned = [(c, array) for c in cases for array in answers[c.number].outputs[position : position + 1]]
    numbers = [
        array.ravel()
        for c, array in returned
        if isinstance(array, np.ndarray) and fits(array, exam.expected[c.number][piece.output].shape)
    ]
    narrow = bool(numbers) and low_precision(np.concatenate(numbers))
    candidates = [_judge_case(exam, piece, case, answers[case.number], narrow=narrow) for case in cases]
    needed = {findings[0].layout for findings in candidates if len(findings) == 1 and findings[0].array is not None}
    return Judgement([max(findings, key=lambda f: (RANK[f.verdict], f.layout in needed)) for findings in candidates])


def _judge_case(exam: Exam, piece: Piece, case: Case, answer: Answer, *, narrow: bool) -> list[Finding]:
    """The finding on one case, or several if the array can be read in several ways."""
    if answer.fault is not None:
        return [Finding(case=case, verdict=VERDICTS[answer.fault.kind], diagnosis=describe_fault(answer.fault))]
    outputs = exam.assignment.function(piece.function).outputs
    if len(answer.outputs) != len(outputs):
        returned = f"{len(answer.outputs)} values were"
        if len(answer.outputs) == 1:  # None alone is nothing
            (only,) = answer.outputs
            returned = "nothing was" if isinstance(only, NotNumeric) and only.type_name == "NoneType" else "one value was"
        message, hint = f"{returned} returned, expected {len(outputs)}", f"Return {', '.join(outputs)}, in this order."
        return [Finding(case=case, verdict=Verdict.ERROR, diagnosis=_on(case, message, code="outputs", hint=hint))]
    array = answer.outputs[outputs.index(piece.output)]
    if isinstance(array, NotNumeric):
        kind = "None" if array.type_name == "NoneType" else f"of type {without_numbers(array.type_name)}"
        message, hint = f"{piece.output} is {kind}", "Return numbers in a NumPy array, or one number."
        return [Finding(case=case, verdict=Verdict.ERROR, diagnosis=_on(case, message, code="not-numeric", hint=hint))]
    shape = exam.expected[case.number][piece.output].shape
    reads = readings(array, shape) if isinstance(array, np.ndarray) else ()
    findings = [_compare_values(exam, piece, case, layout, read, narrow=narrow) for layout, read in reads]
    if not findings:
        message = f"{piece.output} has shape {array.shape}, expected {shape}"
        diagnosis = _on(case, message, code="shape", hint="A gradient has the shape of its variable; a loss is one number.")
        findings = [Finding(case=case, verdict=Verdict.INCORRECT, diagnosis=diagnosis, misshapen=array)]
    return findings


def _on(case: Case, message: str, *, code: str, hint: str = "") -> Diagnosis:
    """A diagnosis that names its case."""
    return Diagnosis(code=code, message=message, where=f"case {case.number}: {case.why}", hint=hint)


# --- faults ---------------------------------------------------------------------------------------------------------------


def describe_fault(fault: Fault) -> Diagnosis:
    """A fault as a diagnosis."""
    where = f"{fault.file} line {fault.line}" if fault.line else fault.file
    hint = ""
    match fault.kind:
        case FaultKind.MISSING:  # the text of a NotImplementedError is the template's, whatever it says
            code, message = "missing", ("" if fault.error else fault.message) or "not written yet"
        case FaultKind.TIMED_OUT:
            code, message = "timeout", fault.message or "exceeded the time limit"
            hint = "Look for a loop that never ends."
        case FaultKind.CRASHED:
            code, message = "crashed", fault.message or "the process ended"
        case FaultKind.RAISED if fault.out_of_memory:
            code, message = "memory-limit", without_numbers(f"out of memory (--memory-limit): {fault.message}").rstrip(": ")
            hint = "Look for arrays or lists that grow from call to call, or that are larger than the result."
        case FaultKind.RAISED if _NO_NUMBER in fault.message:
            code, message = ARRAY_AS_NUMBER, "an array is used as a number, which NumPy 2.4 and later refuse"
            hint = "Take the number out first: x.item(). Before 2.4 NumPy did that by itself for an array of one number."
        case FaultKind.MALFORMED:
            code, message = "malformed", fault.message or "the answer could not be read"
        case _:
            text = fault.message.removesuffix(f" ({fault.file}, line {fault.line})")  # a SyntaxError repeats its place
            code, message = "raised", without_numbers(f"{fault.error}: {text}").strip(": ")
            if message.endswith("which is not available here"):
                hint = "Use NumPy, or hand in what is imported."
    return Diagnosis(code=code, message=message, where=where, hint=hint)


def without_numbers(text: str) -> str:
    """Remove numbers from a submission's own text: an exception, a warning or a type name may quote the hidden inputs.

    A submission can still spell inputs in letters. They are worth nothing, because the next run draws others.
    """
    return _NUMBERS.sub("…", text)


# --- values ---------------------------------------------------------------------------------------------------------------


def _compare_values(exam: Exam, piece: Piece, case: Case, layout: Layout, array: AnyArray, *, narrow: bool) -> Finding:
    """The finding for an array of the expected shape."""
    comparisons = tuple(_compare_block(exam, piece, case, block, array, narrow=narrow) for block in piece.blocks)
    agreements = {c.agreement for c in comparisons}
    condition = piece.scored_only_if
    diagnosis, verdict = None, Verdict.INCORRECT
    if Agreement.NOT_FINITE in agreements:
        hint = "Look for a logarithm of zero, a division by zero, or an exponential that overflows."
        diagnosis = _on(case, f"{piece.output} contains NaN or infinity", code="not-finite", hint=hint)
    elif Agreement.DIFFERENT in agreements:
        pass  # diagnosed later, from all cases together
    elif condition is not None and not np.any(rows_of(condition, case, array)):
        message = f"{condition.name} of {piece.output} is zero too, so the zero rows earn nothing"
        diagnosis = _on(case, message, code="nothing-there")
    elif Agreement.PRECISION in agreements:
        hint = "Use float64 throughout: some value is rounded to float32 on the way."
        diagnosis = _on(case, f"{piece.output} is accurate to 7 digits instead of 9", code="precision", hint=hint)
        verdict = Verdict.PARTIAL
    elif layout is Layout.EXTRA_AXES:
        message = f"the values of {piece.output} are right, but it has an extra axis of length 1 (expected {array.shape})"
        diagnosis, verdict = _on(case, message, code="shape", hint="Remove the axis of length 1."), Verdict.PARTIAL
    elif layout is Layout.COLUMNS and not piece.either_layout:
        message = f"the values of {piece.output} are right, but the array is transposed"
        hint = "Transpose it: a gradient has the shape of its variable."
        diagnosis, verdict = _on(case, message, code="shape", hint=hint), Verdict.PARTIAL
    else:
        verdict = Verdict.CORRECT
    return Finding(case=case, verdict=verdict, diagnosis=diagnosis, layout=layout, array=array, comparisons=comparisons)


def _compare_block(exam: Exam, piece: Piece, case: Case, block: Block, array: AnyArray, *, narrow: bool) -> Comparison:
    """Compare one block; what float32 costs on these inputs is computed only if it matters."""
    expected = exam.expected[case.number][piece.output]
    scale, right = least_scale(block, case, expected), rows_of(block, case, expected)

    def float32_error() -> float:
        key = (case.number, piece.output, block)
        if key not in exam.float32_errors:
            float32 = rows_of(block, case, exam.in_float32(case)[piece.output])
            error = compare(float32, right, scale=scale, narrow=True).max_relative_error
            exam.float32_errors[key] = min(error, LARGEST_FLOAT32_ERROR)
        return exam.float32_errors[key]

    actual = rows_of(block, case, array)
    return compare(actual, right, scale=scale, float32_error=0.0 if block.expects_zero else float32_error, narrow=narrow)
