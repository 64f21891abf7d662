"""Hand in the reference through every interface: in the sandbox it must get full marks.

This is the way that a submission goes: the arguments are those that the interface makes from each case, and answers come back
from another process. An argument that is missing, swapped or made from another input shows.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from grader.grading import Exam
from grader.judging.calls import argument_for
from grader.judging.interfaces import choose, definitions
from grader.model import (
    Array,
    Case,
    GeneralCheck,
    Index,
    Indices,
    Interface,
    Number,
    PartResult,
    Signature,
    StandIn,
    Status,
    Submission,
    Verdict,
)
from grader.runner import run_one
from grader.sandbox import Box
from grader.validation.modules import imported
from grader.validation.programs import submission_for
from grader.validation.subjects import about

NOT_RUN = ("left-out", "absent-module")
"""Codes of remarks on statements that a submission loses nothing by, and the reference's own program must not have."""


def check_interfaces(exam: Exam, box: Box, package: str) -> GeneralCheck:
    """Grade the reference once for each interface. Raises AssignmentError where an argument cannot be made.

    package  the package of the assignment, as for `submission_for`
    """
    start = time.perf_counter()
    interfaces = exam.assignment.interfaces
    failures = [failure for interface in interfaces for failure in _check(exam, box, package, interface)]
    for stand_in in exam.assignment.stand_ins if not failures else ():
        failures += _check(exam, box, package, interfaces[0], stand_in)
    names = ", ".join(interface.title for interface in interfaces)
    figure = f"full marks through {names}" if not failures else f"not full marks through each of {names}"
    missing = f": {box.shortfall}" if box.shortfall else ""
    figure += f" (isolation {box.level}{missing})"
    return GeneralCheck(name="interfaces", figure=figure, failures=tuple(failures), seconds=time.perf_counter() - start)


def _check(exam: Exam, box: Box, package: str, interface: Interface, stand_in: StandIn | None = None) -> Iterator[str]:
    """What is wrong with one interface, or with a stand-in that replaces one of its functions."""
    assignment, title = exam.assignment, f"interface {interface.title}"
    if stand_in is not None:
        title += f" with the stand-in for {stand_in.function}"
    with about(title):
        for signature in interface.signatures:
            for case in (c for c in (*exam.cases, *exam.stress_cases) if c.function == signature.function):
                for name in signature.arguments:
                    argument_for(signature, name, case)
    with about(f"the program of {title}"):
        submission = submission_for(assignment, interface, package, stand_in)
        own = {path.removesuffix(".py").partition("/")[0] for path in submission.files}
        own |= {helper.name.partition(".")[0] for helper in assignment.helpers}
        needed = {name.partition(".")[0] for data in submission.files.values() for name in imported(data.decode(), "")}
        allowing = assignment.allowing(sorted(needed - own - {""}))
    result = run_one(replace(exam, assignment=allowing), box, submission).result
    chosen = choose(assignment, {s.name for s in interface.signatures}, submission.files[f"{assignment.module}.py"])
    if interface.program and (chosen.name, chosen.variant) != (interface.name, interface.variant):
        yield f"{title}: its program is taken for one of {chosen.title}"
    elif result.status is not Status.GRADED:
        yield f"{title}: the reference is {result.status.value}: {result.message}"
    else:
        yield from (f"{title}: {remark.message}" for remark in result.remarks if remark.code in NOT_RUN)
        yield from (f"{title}, {text}" for text in _wrong_parts(exam, interface, submission, result.parts))


def _wrong_parts(exam: Exam, interface: Interface, submission: Submission, parts: Sequence[PartResult]) -> Iterator[str]:
    """What the sandbox said of the parts that are not right; parts of one function often fail alike."""
    said: dict[str, list[str]] = {}
    for part in parts:
        if part.verdict is not Verdict.CORRECT:
            said.setdefault(_said(exam, interface, submission, part), []).append(part.id)
    yield from (f"part{'s' if ids[1:] else ''} {', '.join(ids)}: {text}" for text, ids in said.items())


def _said(exam: Exam, interface: Interface, submission: Submission, part: PartResult) -> str:
    """What the sandbox said of a part, and the arguments that do not fit."""
    signature = next(s for s in interface.signatures if s.name == part.function)
    verdict = part.verdict.value if part.verdict else "not judged"
    said = "; ".join(" ".join(filter(None, (d.message, d.value, d.where and f"({d.where})"))) for d in part.diagnosis)
    slips = list(_slips(exam, interface, signature, submission))
    return ". ".join([f"{signature.name}({', '.join(signature.arguments)}) is {verdict}: {said}", *slips])


def _slips(exam: Exam, interface: Interface, signature: Signature, submission: Submission) -> Iterator[str]:
    """Arguments that are not those of the function that was handed in, and those that are not the case's inputs."""
    given = list(signature.arguments)
    function = exam.assignment.function(signature.function)
    if interface.program:
        main = submission.files[f"{exam.assignment.module}.py"]
        written = definitions(main, [signature.name]).get(signature.name)
        takes = list(written.names) if written else given
    else:
        takes = list(inspect.signature(function.reference).parameters)
    if given != takes:
        yield f"The function takes ({', '.join(takes)})"
    if interface.program:
        return
    case = next(case for case in exam.cases if case.function == signature.function)
    for position, (name, taken) in enumerate(zip(given, takes, strict=False), start=1):
        if taken in case.inputs and not _is_input(signature, name, case, taken):
            yield f"Argument {position} ({name}) is not the input {taken}, on case {case.number}"


def _is_input(signature: Signature, name: str, case: Case, taken: str) -> bool:
    """False if an argument is plain data and not this input."""
    match argument_for(signature, name, case):
        case Array(value=value) | Number(value=value) | Index(value=value) | Indices(values=value):
            actual, wanted = np.asarray(value), np.asarray(case.inputs[taken], dtype=object)
            return actual.shape == wanted.shape and bool(np.all(actual == wanted))
    return True
