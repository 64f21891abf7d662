"""Check the features of an assignment on right values: diagnosis must not tell a student what is not true.

A feature of one kind must also differ from every other one: of two that are the same on all cases, one has a wrong name.
"""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

import numpy as np

from grader.grading import Exam, wrong_value
from grader.judging.exam import AnyArray
from grader.model import Case, CaseCondition, GeneralCheck, Invariant, LinearTerms, NamedRows, Piece
from grader.validation.subjects import about

CLOSE = 1e-12
"""A sum of a few terms, or an identity, is right to a few roundings of its largest entry."""

VISIBLE = 1e-6
"""What violates an invariant by less could be rounding: diagnosis does not speak of it."""

WORST_CONDITION = 1e4
"""Coefficients that fit values of 1e-9 are then known to 1e-5: 1 is told from 0.999, and so is 0 from it."""

APART = 0.1
"""Two sizes are told apart if their quotient varies by this much."""

_RELATION = re.compile(r"(\w+) ([=<>]) (\w+)")

Record = TypeVar("Record")
Failures = Iterator[str]


def check_features(exam: Exam) -> GeneralCheck:
    """Check all features on the graded cases. Raises AssignmentError for one that fails."""
    start = time.perf_counter()
    features = exam.assignment.features
    checks = (_linear_terms, _named_rows, _conditions, _sizes, _invariants, _meanings)
    failures = tuple(failure for check in checks for failure in check(exam))
    kinds = (features.linear_terms, features.named_rows, features.conditions, features.sizes, features.invariants)
    count = sum(map(len, kinds))
    figure = f"{count} are true and tell cases apart" if not failures else f"{len(failures)} of {count} are not true"
    return GeneralCheck(name="features", figure=figure, failures=failures, seconds=time.perf_counter() - start)


def _of(exam: Exam, function: str) -> list[Case]:
    return [case for case in exam.cases if case.function == function]


def _on(case: Case) -> str:
    return f"on case {case.number} ({case.why})"


def _pairs(records: Iterable[Record], key: Callable[[Record], Hashable]) -> Iterator[tuple[Record, Record]]:
    """Every two records with the same key."""
    ordered = list(records)
    return ((a, b) for a, b in itertools.combinations(ordered, 2) if key(a) == key(b))


# --- terms ----------------------------------------------------------------------------------------------------------------


def _title(expansion: LinearTerms) -> str:
    return f"{expansion.function}.{expansion.output} = {' + '.join(f'{x:g} {name}' for name, x in expansion.expected.items())}"


def _linear_terms(exam: Exam) -> Failures:
    """The terms of an expansion, with their expected coefficients, add up to the right value, and no others do."""
    for expansion in exam.assignment.features.linear_terms:
        untrue = next(_untrue(exam, expansion), "")
        if untrue:
            yield untrue
            continue
        about_it = (expansion.function, expansion.output)
        pieces = [p for p in exam.pieces.values() if (p.function, p.output) == about_it and exam.of(p.function, p.group)]
        conditions = [_condition_number(_system(exam, piece, expansion)) for piece in pieces]
        if conditions and not min(conditions) < WORST_CONDITION:
            yield f"{_title(expansion)}: the terms depend on each other, so that their coefficients cannot be found"
    for a, b in _pairs(exam.assignment.features.linear_terms, lambda e: (e.function, e.output)):
        if {*b.expected} <= {*a.expected}:
            yield f"{_title(b)}: an earlier expansion has all its terms, so that it is never used"


def _untrue(exam: Exam, expansion: LinearTerms) -> Failures:
    for case in _of(exam, expansion.function):
        with about(f"{_title(expansion)}, {_on(case)}"):
            terms = {name: np.asarray(term) for name, term in expansion.terms(**case.inputs).items()}
            right = exam.expected[case.number][expansion.output]
            if terms.keys() != expansion.expected.keys():
                differing = ", ".join(sorted(terms.keys() ^ expansion.expected.keys()))
                yield f"{_title(expansion)}: the terms and the expected coefficients have other names ({differing})"
                return
            misshapen = [name for name, term in terms.items() if term.shape != right.shape]
            if misshapen:
                yield f"{_title(expansion)}: {misshapen[0]} has shape {terms[misshapen[0]].shape}, not {right.shape}, {_on(case)}"
                return
            total = sum(expected * terms[name] for name, expected in expansion.expected.items())
            scale = np.abs(right).max(initial=0.0) if right.ndim else max(1.0, abs(float(right)))
            error = float(np.abs(total - right).max(initial=0.0))
        if not error <= CLOSE * scale:
            yield f"{_title(expansion)}: off by {error:.2g} {_on(case)}"


def _system(exam: Exam, piece: Piece, expansion: LinearTerms) -> AnyArray:
    """The terms as columns of judged entries, all cases below each other; without the terms that no judged row has."""
    rows = []
    for case in exam.of(piece.function, piece.group):
        with about(f"{_title(expansion)}, {_on(case)}"):
            terms, right = expansion.terms(**case.inputs), exam.expected[case.number][piece.output]
            columns = [_judged(piece, case, np.asarray(terms[name]), right) for name in expansion.expected]
        rows.append(np.stack(columns, axis=1))
    matrix = np.concatenate(rows)
    visible: AnyArray = matrix[:, np.any(matrix, axis=0)]
    return visible


def _judged(piece: Piece, case: Case, array: AnyArray, right: AnyArray) -> AnyArray:
    """The entries of an output that a piece judges, each as a share of its block's scale."""
    shares = []
    for block in piece.blocks:
        expected, entries = (a if block.rows is None or not a.ndim else a[block.rows(case.inputs)] for a in (right, array))
        floor = block.scale(case.inputs) if block.scale else 0.0
        shares.append(
            np.ravel(entries) / (max(np.abs(expected).max(initial=0.0), floor) or np.abs(right).max(initial=0.0) or 1.0)
        )
    joined: AnyArray = np.concatenate(shares)
    return joined


def _condition_number(matrix: AnyArray) -> float:
    """Of the columns, each brought to length 1; infinite where they depend on each other."""
    if not matrix.size:
        return 1.0
    singular = np.linalg.svd(matrix / np.linalg.norm(matrix, axis=0), compute_uv=False)
    enough = len(singular) == matrix.shape[1] < matrix.shape[0] and singular[-1] > 1e-13
    return float(singular[0] / singular[-1]) if enough else np.inf


# --- rows, conditions, sizes ----------------------------------------------------------------------------------------------


def _named_rows(exam: Exam) -> Failures:
    """Named rows are some rows on some case, not all rows everywhere, and no two names stand for the same rows."""
    masks: dict[int, list[AnyArray]] = {}
    named = exam.assignment.features.named_rows
    for mark in named:
        masks[id(mark)] = []
        for case in _of(exam, mark.function):
            with about(f"rows {mark.code} of {mark.function}.{mark.output}, {_on(case)}"):
                mask = np.asarray(mark.rows(case.inputs))
            if mask.dtype != bool or mask.shape != exam.expected[case.number][mark.output].shape[:1]:
                yield f"rows {mark.code} of {mark.output}: not one truth value for each row {_on(case)}"
                return
            masks[id(mark)].append(mask)
        if not any(mask.any() for mask in masks[id(mark)]):
            yield f"rows {mark.code} of {mark.output}: there are none on any case"
        if all(mask.all() for mask in masks[id(mark)]):
            yield f"rows {mark.code} of {mark.output}: they are all rows on every case"
    for a, b in _pairs(named, lambda mark: (mark.function, mark.output)):
        if all(map(np.array_equal, masks[id(a)], masks[id(b)])):
            yield f"rows {a.code} and {b.code} of {a.output}: they are the same rows on every case"


def _conditions(exam: Exam) -> Failures:
    """A condition holds on some cases and not on all, and no two conditions separate the same cases in any group."""
    conditions = exam.assignment.features.conditions
    holding: dict[int, dict[int, bool]] = {}
    for condition in conditions:
        holding[id(condition)] = {}
        for case in _of(exam, condition.function):
            with about(f"condition {condition.code} of {condition.function}, {_on(case)}"):
                holding[id(condition)][case.number] = bool(condition.holds(case.inputs))
        if len({*holding[id(condition)].values()}) < 2:
            always = "always" if any(holding[id(condition)].values()) else "never"
            yield f"condition {condition.code} ({condition.what}): it {always} holds on the graded cases"
        for case in _of(exam, condition.function):
            if _as_said(exam, condition, case) not in (None, holding[id(condition)][case.number]):
                yield f"condition {condition.code} does not say whether {condition.what}, {_on(case)}"
                break
    for a, b in _pairs(conditions, lambda condition: condition.function):
        yield from itertools.islice(_same_cases(exam, a, b, holding[id(a)], holding[id(b)]), 1)


def _as_said(exam: Exam, condition: CaseCondition, case: Case) -> bool | None:
    """Whether a condition that is written as a relation of sizes ("V = d") holds; None for one that is written in words."""
    relation = _RELATION.fullmatch(condition.what)
    sizes = {s.letter: s.of for s in exam.assignment.features.sizes if s.function == condition.function}
    if relation is None or not all(word in sizes or word.isdigit() for word in relation.group(1, 3)):
        return None
    a, b = (int(word) if word.isdigit() else sizes[word](case.inputs) for word in relation.group(1, 3))
    return {"=": a == b, ">": a > b, "<": a < b}[relation[2]]


def _same_cases(exam: Exam, a: CaseCondition, b: CaseCondition, of_a: dict[int, bool], of_b: dict[int, bool]) -> Failures:
    for group in sorted({case.group for case in _of(exam, a.function)}):
        numbers = [case.number for case in exam.of(a.function, group)]
        first, second = [of_a[n] for n in numbers], [of_b[n] for n in numbers]
        if len({*first}) > 1 and (first == second or first == [not holds for holds in second]):
            yield f"conditions {a.code} and {b.code} separate the same cases of group {group}"


def _sizes(exam: Exam) -> Failures:
    """A size is at least 1, and its quotient with another one, or with 1, varies."""
    for function, group in sorted({(case.function, case.group) for case in exam.cases}):
        cases = exam.of(function, group)
        sizes = [size for size in exam.assignment.features.sizes if size.function == function]
        values = {}
        for size in sizes:
            with about(f"size {size.letter} of {function}"):
                values[size.letter] = np.array([size.of(case.inputs) for case in cases], dtype=np.float64)
            if values[size.letter].min() < 1:
                yield f"size {size.letter} of {function}: it is not at least 1"
        for a, b in itertools.combinations([*values.items(), ("1", np.ones(len(cases)))], 2):
            if not np.ptp(a[1] / np.maximum(b[1], 1)) > APART:
                yield f"sizes {a[0]} and {b[0]} of {function} cannot be told apart in group {group}"


# --- invariants, codes ----------------------------------------------------------------------------------------------------


def _invariants(exam: Exam) -> Failures:
    """An invariant holds for every right value, and some mistake of the output violates it."""
    for invariant in exam.assignment.features.invariants:
        yield from itertools.islice(_broken(exam, invariant), 1)
        about_it = (invariant.function, invariant.output)
        mistakes = [m for m in exam.assignment.mistakes if (m.function, m.output) == about_it]
        values = ((case, wrong_value(m, case)) for m in mistakes for case in _of(exam, invariant.function))
        finite = ((case, value) for case, value in values if np.all(np.isfinite(value)))
        if mistakes and not any(_violation(invariant, case, value) > VISIBLE for case, value in finite):
            yield f"invariant {invariant.code}: no mistake violates it, so that it says nothing"


def _broken(exam: Exam, invariant: Invariant) -> Failures:
    for case in _of(exam, invariant.function):
        right = exam.expected[case.number][invariant.output]
        violation = _violation(invariant, case, right)
        if not violation <= CLOSE:
            yield f"invariant {invariant.code} ({invariant.what}): the right value is off by {violation:.2g} {_on(case)}"
        if not np.isfinite(_violation(invariant, case, np.zeros_like(right))):
            yield f"invariant {invariant.code}: it has no value for an output of zeros {_on(case)}"


def _violation(invariant: Invariant, case: Case, output: AnyArray) -> float:
    with about(f"invariant {invariant.code} of {invariant.function}.{invariant.output}, {_on(case)}"):
        return float(invariant.violation(case.inputs, output))


def _meanings(exam: Exam) -> Failures:
    """The code of rows or of a condition means one thing, in all functions."""
    features = exam.assignment.features
    kinds: tuple[Sequence[NamedRows | CaseCondition], ...] = (features.named_rows, features.conditions)
    for kind in kinds:
        for a, b in _pairs(kind, lambda record: record.code):
            if a.what != b.what:
                yield f"code {a.code} means two things: {a.what!r} and {b.what!r}"
