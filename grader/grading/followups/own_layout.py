"""Judge a file in the layout that its functions share, where that is not the layout of the interface.

A loss function may read and return arrays in a layout of its own: matrices transposed, vectors as columns or rows. The function
that is given a loss function is then asked with a table in that layout. A file that is right end to end loses the piece that
judges the array as it is handed in, and nothing else; otherwise each function is judged by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from grader.grading.followups.state import GradingState, Inquiry, Results
from grader.judging.calls import answers_by_case, calls_for
from grader.judging.exam import prepare
from grader.judging.findings import Findings, Judgement
from grader.judging.judge import judge, judge_all
from grader.judging.layouts import TURNS, Layout, Turn
from grader.judging.score import score_piece
from grader.model import Answer, Argument, Array, Case, Diagnosis, Function, OwnFunction, Question, TableFunction, Verdict

NO_ANSWER = frozenset({Verdict.MISSING, Verdict.TIMEOUT})

COLUMNS = Diagnosis(
    code="own-layout",
    message="right if words are columns, but words are rows in the arrays of this function",
    hint="Transpose once at the beginning and once at the end, or swap the factors of every product.",
)
TURNED_VECTORS = Diagnosis(
    code="own-layout",
    message="right if vectors have two dimensions, but they have one in this function",
    hint="Begin with center_vector = center_vector.reshape(-1, 1), or write the products for arrays of one dimension.",
)
END_TO_END = Diagnosis(
    code="own-layout",
    message="right end to end: it fits your own loss function, but not one that follows the interface",
    hint="Compare the arguments and results of your loss function with the assignment.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLayout:
    """The layout of a function: the turns of the vectors and matrices that it reads, and of its outputs in order."""

    vectors: Turn = Turn.AS_GIVEN
    matrices: Turn = Turn.AS_GIVEN
    outputs: tuple[Turn, ...] = ()

    @property
    def is_turned(self) -> bool:
        """True if it is not the layout of the interface."""
        return {self.vectors, self.matrices, *self.outputs} != {Turn.AS_GIVEN}

    def read(self, argument: Argument) -> Argument:
        """An array in this layout; other arguments stay as they are."""
        turns = {1: self.vectors, 2: self.matrices}
        if isinstance(argument, Array) and argument.value.ndim in turns:
            return Array(value=turns[argument.value.ndim](argument.value))
        return argument

    def answer(self, table: TableFunction) -> TableFunction:
        """A table that answers in this layout, and accepts its arrays in any."""
        turns = self.outputs or [self.matrices if answer.ndim == 3 else Turn.AS_GIVEN for answer in table.answers]
        answers = tuple(turn(answer) for turn, answer in zip(turns, table.answers, strict=True))
        return replace(table, answers=answers, any_layout=True)


AS_ASKED = OwnLayout()
IN_COLUMNS = OwnLayout(matrices=Turn.TRANSPOSED)
PROCESS = "own layout"
READ = (IN_COLUMNS, *(OwnLayout(vectors=v, matrices=m) for m in TURNS[2] for v in TURNS[1][1:]))
"""The layouts in which a function may read its arrays, if not as they are given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One function in one layout.

    layout     None if its outputs have no single one
    fits       it is right with the loss functions of the file, if it is right
    process    the process that was asked; "" if it is that of the exam
    diagnosis  what this layout explains, if the file is not right end to end
    """

    findings: Findings
    answers: Mapping[int, Answer]
    layout: OwnLayout | None
    fits: bool = True
    process: str = ""
    diagnosis: Diagnosis | None = None

    @property
    def is_right(self) -> bool:
        """True if nothing but shapes is wrong."""
        findings = [finding for of_piece in self.findings.values() for finding in of_piece]
        wrong = [f for f in findings if f.verdict is not Verdict.CORRECT]
        shapes = all(f.verdict is Verdict.PARTIAL and f.diagnosis is not None and f.diagnosis.code == "shape" for f in wrong)
        return self.fits and bool(findings) and shapes


def applies(state: GradingState) -> bool:
    """True if a function that answers has no correct piece, or returns an array in another layout."""
    turned = {Layout.EXTRA_AXES, Layout.COLUMNS}
    return any(turned & judged.layouts for judged in state.findings.values()) or bool(_all_wrong(state))


def ask(state: GradingState) -> Inquiry[None]:
    """Ask in other layouts; all of the file, also where only some parts are graded, so that these get the same marks."""
    if state.exam.is_whole:
        yield from _ask(state)
        return
    exam = prepare(state.exam.assignment, seed=state.exam.seed, explanations=state.exam.explanations)
    calls = calls_for(exam, state.interface, state.loaded, exam.cases)
    again = yield Question(calls=tuple(calls.values()), process="all parts")
    answers = answers_by_case(exam, state.interface, state.loaded, calls, again.answers)
    findings = judge_all(exam, state.interface, answers)
    whole = replace(
        state, exam=exam, calls=calls, answers=answers, findings=dict(findings), judged_elsewhere={}, results=Results()
    )
    yield from _ask(whole)
    for key, old in state.findings.items():
        if whole.findings[key] is not findings[key]:
            numbers = {f.case.number for f in old}
            state.findings[key] = Judgement([f for f in whole.findings[key] if f.case.number in numbers])
        state.results.add([key], *whole.results.diagnoses.get(key, ()))
    state.judged_elsewhere.update(whole.judged_elsewhere)


def _ask(state: GradingState) -> Inquiry[None]:
    judged: dict[str, Judged] = {}
    layouts: dict[str, OwnLayout] = {}  # of the file's own loss functions, by the names that it gives them
    functions = [f for f in state.exam.assignment.functions if f.gradients and state.keys(f.name)]
    for function in (f for f in functions if not f.takes):
        judged[function.name] = loss = yield from _loss_function(state, function)
        if (signature := state.interface.signature(function.name)) and loss.layout:
            layouts[signature.name] = loss.layout
    for function in (f for f in functions if f.takes):
        judged[function.name] = taking = yield from _taking_function(state, function, layouts)
        if taking.diagnosis is None and _gain(state, taking.findings) > 0:
            state.findings.update(taking.findings)
            state.judged_elsewhere[function.name] = (taking.process, taking.answers)
    if not _right_end_to_end(state, judged):
        for each in judged.values():
            state.results.add(each.findings, *([each.diagnosis] if each.diagnosis else []))


def _right_end_to_end(state: GradingState, judged: Mapping[str, Judged]) -> bool:
    """Whether all functions are right in a layout of their own. Then only pieces that judge an array as handed in are wrong."""
    if not all(each.is_right for each in judged.values()):
        return False
    final: Findings = {}
    for name, each in judged.items():
        one_loss = _one_loss(state.exam.assignment.function(name), each.layout)
        for key, findings in each.findings.items():
            lost = state.exam.piece(key).as_handed_in
            verdict, diagnosis = (Verdict.INCORRECT, one_loss) if lost else (Verdict.CORRECT, None)
            final[key] = Judgement([replace(f, verdict=verdict, diagnosis=diagnosis) for f in findings])
    turned = any(state.exam.piece(key).as_handed_in and state.verdict(key) is not Verdict.CORRECT for key in final)
    if not turned or _gain(state, final) <= 0:
        return False  # it is not the layout of that array, or to judge each function by itself costs less
    state.findings.update(final)
    state.judged_elsewhere.update({name: (each.process, each.answers) for name, each in judged.items() if each.process})
    return True


def _one_loss(function: Function, layout: OwnLayout | None) -> Diagnosis:
    """The diagnosis of the one piece that such a file loses."""
    turned: dict[str, Turn] = {}
    if layout:
        turned = {"matrices are read": layout.matrices, "vectors are read as": layout.vectors}
        turned |= {f"{name} is": turn for name, turn in zip(function.outputs, layout.outputs, strict=True)}
    what = ", ".join(f"{name} {turn.value}" for name, turn in turned.items() if turn is not Turn.AS_GIVEN)
    return Diagnosis(
        code="own-layout",
        message=f"right end to end, but your functions share a layout of their own ({what}); it costs this part and nothing else",
        hint="A gradient has the shape of its variable, also where one of your functions passes it to another.",
    )


def _gain(state: GradingState, findings: Findings) -> Fraction:
    """The points of these findings, less those of the same pieces so far."""
    exam, gain = state.exam, Fraction(0)
    for key, of_piece in findings.items():
        new, old = (score_piece(exam.piece(key), each, exam.assignment.policy) for each in (of_piece, state.findings[key]))
        gain += new.points - old.points
    return gain


def _all_wrong(state: GradingState) -> list[Function]:
    """The functions that answer and have no correct piece."""
    correct = {f.name for f in state.functions({Verdict.CORRECT})}
    return [f for f in state.functions(set(Verdict) - NO_ANSWER - {Verdict.CORRECT}) if f.name not in correct]


# --- one function ---------------------------------------------------------------------------------------------------------


def _loss_function(state: GradingState, function: Function) -> Inquiry[Judged]:
    """A loss function as it was asked or, where all of it is wrong, in the layout in which it is right."""
    as_asked, cases = _as_asked(state, function), state.cases(function.name)
    if not cases or function not in _all_wrong(state):
        return as_asked
    one_case = yield from _again(state, function, [(case, layout) for layout in READ for case in cases[:1]])
    for reads, answer in zip(READ, one_case, strict=True):
        if not _judged(state, function, cases[:1], [answer], reads).is_right:
            continue
        answers = yield from _again(state, function, [(case, reads) for case in cases])
        judged = _judged(state, function, cases, answers, reads)
        if judged.is_right:
            return replace(judged, diagnosis=COLUMNS if reads is IN_COLUMNS else TURNED_VECTORS)
    return as_asked


def _taking_function(state: GradingState, function: Function, layouts: Mapping[str, OwnLayout]) -> Inquiry[Judged]:
    """A function that is given a loss function, asked with tables in the layouts of the file's own loss functions.

    Where all of it is wrong, it may read its matrices in columns, too.
    """
    as_asked, cases = _as_asked(state, function), state.cases(function.name)
    all_wrong = function in _all_wrong(state)
    best = as_asked
    if cases and any(layout.is_turned for layout in layouts.values()):
        for reads in (AS_ASKED, IN_COLUMNS) if all_wrong else (AS_ASKED,):
            answers = yield from _again(state, function, [(case, reads) for case in cases], layouts)
            judged = _judged(state, function, cases, answers, reads)
            if judged.is_right:
                return replace(judged, diagnosis=COLUMNS if reads is IN_COLUMNS else None)
            if reads is AS_ASKED:
                best = replace(judged if _gain(state, judged.findings) > 0 else as_asked, fits=False)
    if cases and all_wrong and not best.process:
        best = replace(best, diagnosis=(yield from _explained(state, function, cases)))
    return best


def _explained(state: GradingState, function: Function, cases: Sequence[Case]) -> Inquiry[Diagnosis | None]:
    """The reason why a function is wrong with every table that fits the interface: columns, or its own loss function."""
    columns = dict.fromkeys(("", *(signature.name for signature in state.interface.signatures)), IN_COLUMNS)
    answers = yield from _again(state, function, [(case, IN_COLUMNS) for case in cases], columns, process="columns")
    if _judged(state, function, cases, answers, IN_COLUMNS).is_right:
        return COLUMNS
    for name, other in function.takes.items():
        signature = state.interface.signature(other)
        if signature is None or not state.has(other):
            continue
        own = OwnFunction(name=signature.name)
        calls = [state.calls[case.number] for case in cases]
        calls = [replace(c, arguments=tuple(own if isinstance(a, TableFunction) else a for a in c.arguments)) for c in calls]
        again = yield state.again(function.name, calls, "end to end")
        reference = state.exam.assignment.function(other).reference
        right = {case.number: function.evaluate({**case.inputs, name: reference}) for case in cases}
        if _judged(replace(state, exam=replace(state.exam, expected=right)), function, cases, again.answers, AS_ASKED).is_right:
            return END_TO_END
    return None


def _again(
    state: GradingState,
    function: Function,
    wanted: Sequence[tuple[Case, OwnLayout]],
    tables: Mapping[str, OwnLayout] | None = None,
    *,
    process: str = PROCESS,
) -> Inquiry[Sequence[Answer]]:
    """The answers on these cases, each with arrays in a layout; tables answer in the layout of the function that they replace.

    Marks depend on what is asked in PROCESS.
    """

    def turned(argument: Argument, reads: OwnLayout) -> Argument:
        if isinstance(argument, TableFunction) and tables is not None:
            others = tuple(tables.get(other.name, AS_ASKED).answer(other) for other in argument.others)
            return replace(tables.get(argument.name, AS_ASKED).answer(argument), others=others)
        return reads.read(argument)

    calls = [state.calls[case.number] for case, _ in wanted]
    calls = [
        replace(call, arguments=tuple(turned(argument, reads) for argument in call.arguments))
        for call, (_, reads) in zip(calls, wanted, strict=True)
    ]
    return (yield replace(state.again(function.name, calls, process), judged=process == PROCESS)).answers


def _as_asked(state: GradingState, function: Function) -> Judged:
    cases = state.cases(function.name)
    judged = _judged(state, function, cases, [state.answers[case.number] for case in cases], AS_ASKED)
    return replace(judged, findings={key: state.findings[key] for key in state.keys(function.name)}, process="")


def _judged(
    state: GradingState, function: Function, cases: Sequence[Case], answers: Sequence[Answer], reads: OwnLayout
) -> Judged:
    """The judgement of these answers. Shapes alone decide on the layout of the outputs, so that wrong values have one, too."""
    by_case = dict(zip((case.number for case in cases), answers, strict=True))
    findings: Findings = {}
    for key in state.keys(function.name):
        piece = state.exam.piece(key)
        if of_piece := [case for case in cases if case.group == piece.group]:
            findings[key] = judge(state.exam, piece, of_piece, by_case)
    returned = [(state.exam.expected[n], a.outputs) for n, a in by_case.items() if len(a.outputs) == len(function.outputs)]
    turns: list[Turn] = []
    for position, name in enumerate(function.outputs if returned else ()):
        arrays = [(values[name], outputs[position]) for values, outputs in returned]
        if (possible := TURNS.get(arrays[0][0].ndim)) is None:
            turns.append(Turn.AS_GIVEN)
            continue
        fits = (t for t in possible if all(isinstance(a, np.ndarray) and t(right).shape == a.shape for right, a in arrays))
        turns += [*fits][:1]
    layout = replace(reads, outputs=tuple(turns)) if returned and len(turns) == len(function.outputs) else None
    return Judged(findings=findings, answers=by_case, layout=layout, process=f"{PROCESS} {function.name}")
