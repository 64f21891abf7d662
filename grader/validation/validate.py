"""Validate an assignment: the four checks of every part, and what belongs to no part."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from grader import grading
from grader.grading import Exam
from grader.judging.exam import rows_of
from grader.model import Assignment, Case, Check, Mutants, NumericCheck, PartValidation, Validation
from grader.sandbox import Box
from grader.symbolic import Array, Derivation, trace
from grader.symbolic.writing import UNICODE
from grader.validation import derivations as derivation_of
from grader.validation import mutants, numeric
from grader.validation.features import check_features
from grader.validation.inputs import check_inputs
from grader.validation.interfaces import check_interfaces
from grader.validation.naming import check_names
from grader.validation.subjects import about

SEED = 1
"""Seed of the cases that are drawn for validation; tests use many others."""

Progress = Callable[[int, int, str], object]
"""Is told how many steps are done, of how many, and what comes next: "traced, part b"."""


def validate(
    assignment: Assignment,
    derivations: Sequence[Derivation],
    *,
    parts: Collection[str] = (),
    box: Box | None = None,
    package: str = "",
    progress: Progress = lambda *_: None,
) -> Validation:
    """Check `parts` of an assignment, all of them by default, and then also what belongs to no part.

    box, package  where the reference is handed in, and the package of the assignment; without a box it is not

    Raises AssignmentError where code of the assignment fails, or its files do not fit together.
    """
    start = time.perf_counter()
    exam = grading.prepare(assignment, seed=SEED)
    stress_cases = assignment.draw_stress_cases(SEED)
    check_inputs(assignment, derivations, (*exam.cases, *stress_cases), SEED)
    chosen = [part for part in assignment.parts if not parts or part.id in parts]
    derived = [d for d in derivations if not parts or any(claim.part in parts for claim in d.claims)]
    general = [] if parts else [("mistakes", check_names), ("features", check_features)]
    if box is not None and not parts:
        general.append(("interfaces", lambda exam: check_interfaces(exam, box, package)))
    steps = _Steps(len(derived) + 3 * len(chosen) + len(general), progress)
    checks = []
    for name, check_all in general:
        with steps.of(name):
            checks.append(check_all(exam))
    traced: dict[str, list[Check]] = {}  # by part: several functions may have claims about one part
    for derivation in derived:
        with steps.of(f"traces of {derivation.function}"), about(f"derivation of {derivation.function}"):
            for part_id, check in trace(assignment.function(derivation.function), derivation).items():
                traced.setdefault(part_id, []).append(check)
    numbers: dict[object, NumericCheck] = {}  # by outputs: several parts may judge one, in other rows, and it is checked once
    results = []
    for part in chosen:
        key = frozenset((name, frozenset(outputs)) for name, outputs in numeric.judged(part).items())
        with steps.of(f"numbers of part {part.id}"):
            if key not in numbers:
                numbers[key] = numeric.check_part(assignment, part, [*exam.cases, *stress_cases], derivations)
        with steps.of(f"proofs of part {part.id}"):
            proofs = [*derivation_of.checks(part.id, derivations)]
        with steps.of(f"wrong formulas of part {part.id}"), about(f"wrong formulas of part {part.id}"):
            rejected = mutants.check_part(exam, part, stress_cases, derivations)
        results.append(_result(part.id, derivations, proofs, traced.get(part.id, []), numbers[key], rejected))
    return Validation(
        assignment=assignment.name,
        seconds=time.perf_counter() - start,
        parts=tuple(results),
        checks=tuple(checks),
        problems=tuple(problems(exam, derivations)),
    )


def _result(
    part: str,
    derivations: Sequence[Derivation],
    proofs: Sequence[Check],
    traces: Sequence[Check],
    numbers: NumericCheck,
    rejected: Mutants,
) -> PartValidation:
    """The checks of one part. Hypotheses are those of claims about an output of the code; side remarks may assume more."""
    claims = [claim for derivation in derivations for claim in derivation.claims if claim.part == part and claim.output]
    return PartValidation(
        id=part,
        statement=derivation_of.statement(part, derivations),
        statement_unicode=derivation_of.statement(part, derivations, UNICODE),
        hypotheses=tuple(dict.fromkeys(sentence for claim in claims for sentence in claim.hypotheses)),
        proof=_together(proofs, missing="no claim is made about this part"),
        traced=_together(traces, missing="no derivation describes this part"),
        numeric=numbers,
        mutants=rejected,
    )


class _Steps:
    """The steps of a validation: each tells `progress` its name when it begins."""

    def __init__(self, total: int, progress: Progress) -> None:
        self._done, self._total, self._progress = 0, total, progress

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        self._progress(self._done, self._total, name)
        yield
        self._done += 1


def _together(checks: Sequence[Check], *, missing: str) -> Check:
    """All of these checks as one, with the worst verdict; not ok, with the detail `missing`, if there are none."""
    details = [check.detail for check in checks if check.detail and not check.ok] if checks else [missing]
    return Check(
        ok=bool(checks) and all(check.ok for check in checks),
        seconds=sum((check.seconds for check in checks), 0.0),
        detail="; ".join(details[:3]),
        verdict=next((verdict for verdict in ("false", "undecided", "proved") if verdict in {c.verdict for c in checks}), ""),
        assumptions=tuple(dict.fromkeys(sentence for check in checks for sentence in check.assumptions)),
    )


def problems(exam: Exam, derivations: Sequence[Derivation]) -> Iterator[str]:
    """Problems that belong to no part: cases without pieces and the reverse, blocks that judge nothing, claims without a part."""
    assignment = exam.assignment
    drawn = {(case.function, case.group) for case in assignment.draw(exam.seed)}
    judged = {(piece.function, piece.group) for part in assignment.parts for piece in part.pieces}
    yield from (f"no part judges the cases {function} / {group}" for function, group in sorted(drawn - judged))
    yield from (f"no case is drawn for {function} / {group}" for function, group in sorted(judged - drawn))
    derived = {derivation.function for derivation in derivations}
    yield from numeric.unchecked(assignment, derivations)
    yield from (f"no derivation of {f.name}" for f in assignment.functions if f.name not in derived)
    described = {(claim.part, d.function, claim.output) for d in derivations for claim in d.claims}
    for part in assignment.parts:
        of_part = [(piece.function, piece.output) for piece in part.pieces if piece.function in derived]
        for function, output in dict.fromkeys(of_part):
            if (part.id, function, output) not in described:
                yield f"part {part.id} judges {output} of {function}, and no claim of this part says what that is"
    yield from (problem for derivation in derivations for problem in _other_sizes(assignment, exam.cases, derivation))
    yield from _not_random(assignment)
    known = {part.id for part in assignment.parts}
    claimed = {claim.part for derivation in derivations for claim in derivation.claims}
    claimed |= {step.part for derivation in derivations for step in derivation.steps}
    claimed |= {stated.part for derivation in derivations for stated in derivation.given}
    yield from (f"a claim names a part that does not exist: {part}" for part in sorted(claimed - known))
    for (part_id, _), piece in exam.pieces.items():
        cases = exam.of(piece.function, piece.group)
        for block in piece.blocks if cases else ():
            with about(f"block {block.name} of {piece.function}.{piece.output}, part {part_id}"):
                entries = [rows_of(block, case, exam.expected[case.number][piece.output]) for case in cases]
            where = f"part {part_id or '(watched)'}: {block.name} of {piece.function}.{piece.output}"
            if not any(map(np.size, entries)):
                yield f"{where} has no entry on any case"
            elif block.expects_zero and any(map(np.any, entries)):
                yield f"{where} is not zero, although the block expects that"
            elif not block.expects_zero and not any(map(np.any, entries)):
                yield f"{where} is zero on every case, although the block does not say that it expects that"


def _other_sizes(assignment: Assignment, cases: Sequence[Case], derivation: Derivation) -> Iterator[str]:
    """The sizes of the features that are not those of the derivation by that letter."""
    arrays = [(name, symbol) for name, symbol in derivation.symbols.items() if isinstance(symbol, Array)]
    for size in (size for size in assignment.features.sizes if size.function == derivation.function):
        for case in (case for case in cases if case.function == size.function):
            shapes = [(symbol.axes, np.shape(case.inputs[name])) for name, symbol in arrays]
            known = {axis.size: n for axes, shape in shapes for axis, n in zip(axes, shape, strict=False)}
            if (wanted := known.get(size.letter)) is not None and size.of(case.inputs) != wanted:
                yield f"size {size.letter} of {size.function} is {size.of(case.inputs)} on case {case.number}, not {wanted}"
                break


def _not_random(assignment: Assignment) -> Iterator[str]:
    """Whether a seed decides on the graded inputs, and another seed on others."""
    one, again, other = (_written(assignment.draw(seed)) for seed in (SEED, SEED, SEED + 1))
    if one != again:
        yield "the cases of one seed are not always the same: draw all numbers from the generator that `cases` is given"
    if one == other:
        yield "the cases are the same for every seed: draw their numbers from the generator that `cases` is given"


def _written(cases: Sequence[Case]) -> str:
    """The inputs of cases as text, to the last digit."""
    with np.printoptions(floatmode="unique", threshold=sys.maxsize):
        return re.sub("0x[0-9a-f]+", "", repr([(case.function, case.group, case.inputs) for case in cases]))
