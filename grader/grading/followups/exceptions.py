"""Name the mistake behind an exception, where it can be shown.

A function that raises is called again where sizes are those that students test with, to see where it runs. Then the line that
raised is edited in ways that each undo one mistake; an edit that makes the function right shows which mistake it was. Where
neither shows anything, the exception's own text may.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from grader.diagnosis.exceptions import SUSPECTED, Name, name_exception
from grader.diagnosis.repairs import OUTER, Repair, repaired_name, repairs, with_repairs
from grader.diagnosis.source import Source
from grader.grading.followups.own_layout import TURNED_VECTORS
from grader.grading.followups.state import GradingState, Inquiry
from grader.judging.exam import PieceKey, Values
from grader.judging.layouts import fits, readings
from grader.model import Answer, Array, Call, Case, Fault, FaultKind, Function, Indices, Question, Verdict, Words
from grader.numeric import compare, compare_loss

LINES = 3
"""Lines that are edited. A mistake raises on one line, or on another one if the sizes differ otherwise."""

FIXED = "a size is written as a number"
FIXED_HINT = "Take each size from the arrays that the function is given (len, .shape), not from an example."
MIXED = "two sizes are taken for equal that are not"
MIXED_HINT = "Print the shapes on this line where these sizes differ. Which of them is wrong?"

Sizes = Mapping[str, int]


def applies(state: GradingState) -> bool:
    """True if a function raises, or returns arrays of a wrong shape, and nothing explains it yet."""
    return bool(_unexplained(state))


def ask(state: GradingState) -> Inquiry[None]:
    """Ask about each such function, and add the name to the diagnosis of its pieces."""
    unexplained = _unexplained(state)
    for function in state.exam.assignment.functions:
        keys = [key for key in unexplained if state.exam.piece(key).function == function.name]
        if not keys:
            continue
        faults = [(case, fault) for case in state.cases(function.name) if (fault := _raised(state.answers[case.number]))]
        source = _source(state, faults[0][1]) if faults else None
        name = name_exception(faults[0][1], source) if faults else None
        if name is None or name.code in SUSPECTED:
            name = (yield from _name_by_calls(state, function, faults, source)) or name
        for key in keys:
            structure = state.wrong_piece(key).structure
            code = name.code if name else ""
            others = state.results.diagnoses.get(key, [])  # a product may be an outer one of vectors with two dimensions
            if structure is None or (structure.code == "shape" and code != "fixed-size") or (others and code != OUTER.code):
                continue
            met = next(filter(None, (_letters(state, case, fault) for case, fault in faults)), "")
            if name is not None:
                message, hint = f"{name.what} ({structure.message.rstrip('.')})", name.hint
                state.results.diagnoses[key] = [replace(structure, code=name.code, message=message, hint=hint), *others]
            elif met:
                state.results.add([key], replace(structure, hint=met))


def _unexplained(state: GradingState) -> list[PieceKey]:
    """The pieces that an exception or a wrong shape decides, without a better explanation."""
    keys = []
    for key in state.findings:
        explained = state.results.diagnoses.get(key, []) not in ([], [TURNED_VECTORS])
        if state.verdict(key) in (Verdict.ERROR, Verdict.INCORRECT) and not explained:
            structure = state.wrong_piece(key).structure
            if structure is not None and structure.code in ("raised", "shape"):
                keys.append(key)
    return keys


def _raised(answer: Answer) -> Fault | None:
    return answer.fault if answer.fault is not None and answer.fault.kind is FaultKind.RAISED else None


def _source(state: GradingState, fault: Fault) -> Source | None:
    """The file that raised. The main file has the name of the module, whatever its author called it."""
    path = fault.file if fault.file in state.files else f"{state.exam.assignment.module}.py"
    return Source.read(state.files, path)


def _letters(state: GradingState, case: Case, fault: Fault) -> str:
    """The sizes of a case, as a hint, if the exception is about shapes and each size has a value of its own."""
    sizes = _sizes(state, case)
    if not any(word in fault.message for word in ("shape", "size", "dimension")) or len({*sizes.values()}) < len(sizes):
        return ""
    return f"Here {', '.join(f'{letter} = {size}' for letter, size in sizes.items())}: which shape is not what you expect?"


def _sizes(state: GradingState, case: Case) -> Sizes:
    features = state.exam.assignment.features
    return {size.letter: size.of(case.inputs) for size in features.sizes if size.function == case.function}


def _name_by_calls(
    state: GradingState, function: Function, faults: Sequence[tuple[Case, Fault]], source: Source | None
) -> Inquiry[Name | None]:
    """The name of a mistake that further calls show, all in one process, whose file has repaired functions as well."""
    cases = state.cases(function.name)
    calls = [state.calls[case.number] for case in cases]
    edits: list[Repair] = []
    files: dict[str, bytes] = {}
    if source is not None and source.path == f"{state.exam.assignment.module}.py":
        lines = list(dict.fromkeys(fault.line for _, fault in faults if fault.line and fault.file == faults[0][1].file))[:LINES]
        edits = repairs(source, lines, _size_expressions(calls[0]))
        files = {source.path: with_repairs(source, calls[0].function, edits)}
    question = replace(state.again(function.name, calls, "exceptions"), files=files)
    where, equal = yield from _where_it_runs(state, function, question)
    if where and not equal:
        return Name("fixed-size", f"{where}: {FIXED}", FIXED_HINT)
    expected = [state.exam.expected[case.number] for case in cases]
    first = cases.index(faults[0][0]) if faults else 0
    for i, edit in enumerate(edits):
        # An outer product makes the matrix right, whatever else is wrong; other edits must make everything right.
        only = [name for name in function.outputs if np.ndim(expected[0][name]) > 1] if edit.name is OUTER else []
        repaired = [replace(call, function=repaired_name(call.function, i)) for call in calls]
        for some in (slice(first, first + 1), slice(None)):  # most edits fail the first call
            answers = (yield replace(question, calls=tuple(repaired[some]))).answers
            if not all(_right(function, a, values, only) for a, values in zip(answers, expected[some], strict=True)):
                break
        else:
            return edit.name
    return Name("sizes-mixed-up", f"{where}: {MIXED}", MIXED_HINT) if where else None


def _size_expressions(call: Call) -> list[str]:
    """Expressions of the different sizes of a call's arguments, where {0} is the first parameter."""
    sizes: dict[int, str] = {}
    for i, argument in enumerate(call.arguments):
        if isinstance(argument, Array):
            for axis, size in enumerate(argument.value.shape):
                sizes.setdefault(size, f"{{{i}}}.shape[{axis}]")
        elif isinstance(argument, Indices | Words):
            sizes.setdefault(len(argument.values), f"len({{{i}}})")
    return list(sizes.values())


# --- where it runs --------------------------------------------------------------------------------------------------------


def _where_it_runs(state: GradingState, function: Function, question: Question) -> Inquiry[tuple[str, bool]]:
    """The sizes at which a function is right, or at least returns arrays of the right shapes, in words ("" if there are none).

    The flag says whether two sizes must be equal there. A call of the exam goes first and must fail again: what depends on
    earlier calls is no matter of sizes.
    """
    asked, usual = state.cases(function.name), state.exam.usual_cases(function.name)
    expected = [state.exam.expected[case.number] for case in asked]
    answers = [state.answers[case.number] for case in asked]
    failed = [i for i, answer in enumerate(answers) if not _fits(function, answer, expected[i])]
    if not failed or not usual:
        return "", False
    again = yield replace(question, calls=(question.calls[failed[0]], *map(state.call, usual)))
    if _fits(function, again.answers[0], expected[failed[0]]):
        return "", False
    answers += again.answers[1:]
    expected += [function.evaluate(case.inputs) for case in usual]
    sizes = [_sizes(state, case) for case in (*asked, *usual)]
    for verb, test in (("it is right only where", _right), ("it runs only where", _fits)):
        good = [test(function, answer, values) for answer, values in zip(answers, expected, strict=True)]
        if sum(good) < 2:
            continue  # one case may be good by accident
        for hypothesis, words in _hypotheses([s for s, is_good in zip(sizes, good, strict=True) if is_good]):
            # usual cases are those that set numbers apart; what stands on graded cases alone may be an accident
            numbers = sum(isinstance(size, int) for size in hypothesis.values())
            decided = all(_holds(hypothesis, s) == is_good for s, is_good in zip(sizes, good, strict=True))
            if decided and sum(good[len(asked) :]) >= numbers:
                return f"{verb} {words}", isinstance(next(iter(hypothesis.values())), str)
    return "", False


Hypothesis = Mapping[str, int | str]
"""Sizes by letter: a number, or the letter of an equal size."""


def _hypotheses(good: Sequence[Sizes]) -> Iterator[tuple[Hypothesis, str]]:
    """The properties that the sizes of all good cases share: a number, two equal sizes, two numbers; each with its words."""
    if not good:
        return
    shared = [(letter, size) for letter, size in good[0].items() if all(s[letter] == size for s in good)]
    for letter, size in shared:
        yield {letter: size}, f"{letter} = {size}"
    for one, other in combinations(good[0], 2):
        if all(s[one] == s[other] for s in good):
            yield {one: other}, f"{one} = {other}"
    for pair in combinations(shared, 2):
        yield dict(pair), " and ".join(f"{letter} = {size}" for letter, size in pair)


def _holds(hypothesis: Hypothesis, sizes: Sizes) -> bool:
    return all(sizes[letter] == (sizes[size] if isinstance(size, str) else size) for letter, size in hypothesis.items())


def _right(function: Function, answer: Answer, expected: Values, only: Sequence[str] = ()) -> bool:
    """True if every output is right, in some layout; with `only`, every output of these."""
    if not _fits(function, answer, expected):
        return False
    for name, array in zip(function.outputs, answer.outputs, strict=True):
        right = np.asarray(expected[name], dtype=np.float64)
        reads = [read for _, read in readings(np.asarray(array), right.shape)]
        equal = (compare(read, right) if right.ndim else compare_loss(read, float(right)) for read in reads)
        if (not only or name in only) and not any(comparison.equal for comparison in equal):
            return False
    return True


def _fits(function: Function, answer: Answer, expected: Values) -> bool:
    """True if every output can be read in its expected shape."""
    shapes = [np.shape(expected[name]) for name in function.outputs]
    arrays = [output for output in answer.outputs if isinstance(output, np.ndarray)]
    return len(arrays) == len(shapes) and all(map(fits, arrays, shapes))
