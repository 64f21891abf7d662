"""A sandbox made of a dictionary: it answers grading's questions with functions of this process. For tests of grading only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader import catalogue, grading
from grader.model import (
    Answer,
    Answers,
    Array,
    Call,
    Fault,
    FaultKind,
    Index,
    Indices,
    Loaded,
    NotNumeric,
    Number,
    OwnFunction,
    PartResult,
    Question,
    Sampler,
    SubmissionResult,
    TableFunction,
    Word,
    WordIndex,
    Words,
)
from grader.sandbox.kept import kept

Functions = dict[str, Callable[..., Any]]


class _Dataset:
    def __init__(self, sampler: Sampler) -> None:
        draws = iter((*sampler.draws, *sampler.more) * 1000)
        for method in (sampler.method, *sampler.aliases):
            setattr(self, method, lambda: next(draws))


def as_handed_over(argument: Any) -> Any:
    """What a function is given for a described argument."""
    match argument:
        case Array():
            return argument.value.copy()
        case Number() | Index() | Word():
            return argument.value
        case Indices() | Words():
            return list(argument.values)
        case WordIndex():
            return dict(argument.indices)
        case Sampler():
            return _Dataset(argument)
        case _:
            return _with_keywords(argument) if isinstance(argument, TableFunction) else argument


def _with_keywords(table: TableFunction) -> Callable[..., Any]:
    """A table that takes its arguments by name too, as the box's does."""
    positional = table.parameters[: len(table.parameters) - len(table.defaults)]
    return lambda *given, **named: table(*given, *(named[name] for name in positional[len(given) :]))


def _call(functions: Functions, call: Call) -> Answer:
    try:
        arguments = [functions[each.name] if isinstance(each, OwnFunction) else as_handed_over(each) for each in call.arguments]
        with np.errstate(all="ignore"):
            returned = functions[call.function](*arguments)
    except NotImplementedError:
        return Answer(fault=Fault(kind=FaultKind.MISSING))
    except KeyError as error:
        return Answer(fault=Fault(kind=FaultKind.RAISED, error="NameError", message=str(error)))
    except Exception as error:  # noqa: BLE001 - whatever a submission raises is its answer
        return Answer(fault=Fault(kind=FaultKind.RAISED, error=type(error).__name__, message=str(error), line=1))
    values = returned if call.outputs > 1 and isinstance(returned, tuple | list) else (returned,)
    return kept(Answer(outputs=tuple(_output(value) for value in values)), call)


def _output(value: Any) -> Any:
    """A copy, as the box makes one: a program may hand out the same array again; a long double is rounded."""
    array = np.array(value, order="C")
    if array.dtype == np.longdouble:
        array = array.astype(np.float64)
    return array if array.dtype.kind in "biuf" else NotNumeric(type_name=type(value).__name__)


def answer(functions: Functions, question: Question) -> Answers:
    """The answers to a question. A stand-in replaces the function of its name in the live dictionary, as in a live module."""
    own = {name: functions[name] for name in question.stand_ins if name in functions}
    added = question.stand_ins.keys() - own.keys()
    names = frozenset(functions)
    for name, source in question.stand_ins.items():
        namespace: dict[str, Any] = {}
        exec(source, namespace)
        functions[name] = namespace[name]
    try:
        answers = tuple(_call(functions, call) for call in question.calls)
        return Answers(loaded=Loaded(names=names), answers=answers)
    finally:
        functions.update(own)
        for name in added:
            del functions[name]


def play(
    functions: Functions,
    *,
    assignment: str = "word2vec",
    seed: int = 1,
    change: Callable[[Answers], Answers] = lambda answers: answers,
    **choice: Any,
) -> SubmissionResult:
    """Grade these functions without a process; `change` may change each answer, `choice` is what `grading.prepare` takes."""
    exam = grading.prepare(catalogue.load(assignment), seed=seed, **choice)
    conversation = grading.grade(exam, "me")
    question = next(conversation)
    while True:
        try:
            question = conversation.send(change(answer(functions, question)))
        except StopIteration as end:
            return end.value


def parts(result: SubmissionResult) -> dict[str, PartResult]:
    """The parts of a result by id."""
    return {part.id: part for part in result.parts}


def verdicts(result: SubmissionResult) -> dict[str, str]:
    """The verdicts of a result by part."""
    return {part.id: part.verdict.value for part in result.parts}
