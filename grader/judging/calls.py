"""The calls that an exam makes to a submission, and its answers by case."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from grader.errors import AssignmentError
from grader.judging.exam import Exam
from grader.model import Answer, Argument, Call, Case, Fault, FaultKind, Interface, Loaded, Signature


def calls_for(exam: Exam, interface: Interface, loaded: Loaded, cases: Iterable[Case]) -> dict[int, Call]:
    """The calls by case number, of those cases whose function the submission has written."""
    calls = {}
    for case in cases:
        signature = interface.signature(case.function)
        if signature is not None and signature.name in loaded.names - loaded.untouched:
            outputs = len(exam.assignment.function(case.function).outputs)
            calls[case.number] = _call(signature, case, outputs, exam.largest[case.function])
    return calls


@lru_cache(maxsize=1024)  # of all submissions with this interface: a class is asked the same, and its frames are encoded once
def _call(signature: Signature, case: Case, outputs: int, largest: int) -> Call:
    arguments = tuple(argument_for(signature, name, case) for name in signature.arguments)
    return Call(function=signature.name, arguments=arguments, outputs=outputs, largest=largest)


def argument_for(signature: Signature, name: str, case: Case) -> Argument:
    """What a parameter is given for a case. Raises AssignmentError if that cannot be made."""
    try:
        return signature.arguments[name](case)
    except Exception as error:
        where, value = f"{signature.name}, argument {name}, case {case.number} ({case.why})", f"{type(error).__name__}: {error}"
        attempt = f"the inputs of this case are {', '.join(case.inputs)}"
        raise AssignmentError("the argument cannot be made", where=where, value=value, attempt=attempt) from error


def answers_by_case(
    exam: Exam, interface: Interface, loaded: Loaded, calls: Mapping[int, Call], answers: Sequence[Answer]
) -> dict[int, Answer]:
    """An answer for every case of the interface. A function that does not exist or is still the template's answers MISSING."""
    by_case = dict(zip(calls, answers, strict=True))
    for case in exam.cases:
        signature = interface.signature(case.function)
        if signature is None or case.number in by_case:
            continue
        if signature.name in loaded.undefined:
            by_case[case.number] = Answer(fault=loaded.undefined[signature.name])
            continue
        message = "still the function of the template"
        if signature.name not in loaded.untouched:
            message = _not_there(signature.name, loaded.names)
        by_case[case.number] = Answer(fault=Fault(kind=FaultKind.MISSING, message=message))
    return by_case


@lru_cache(maxsize=64)  # of one submission: each case asks
def _not_there(name: str, names: frozenset[str]) -> str:
    similar = difflib.get_close_matches(name, names, n=1)
    return f"there is no {name}" + (f"; did you mean {similar[0]}?" if similar else "")
