"""Where it is wrong: rows that have a name, a column, one entry. It says what the wrong places have in common on every case."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from grader.diagnosis.wrong_output import WrongOutput, entries, wrong_entries
from grader.judging.judge import Finding
from grader.model import Diagnosis

Mask = npt.NDArray[np.bool_]


def named_rows(suspect: WrongOutput) -> Diagnosis | None:
    """Exactly the rows of a landmark are wrong, on every case that has such rows; and a wrong case has right rows too."""
    about = (suspect.piece.function, suspect.piece.output)
    if all(found.ndim > 1 and np.count_nonzero(found) == 1 for found in (wrong_entries(suspect, f) for f in suspect.wrong)):
        return None  # one entry is no row
    wrong = [_rows(wrong_entries(suspect, f)) for f in suspect.findings]
    judged = [_rows(_judged(suspect, f)) for f in suspect.findings]
    for landmark in (mark for mark in suspect.exam.assignment.features.named_rows if (mark.function, mark.output) == about):
        named = [landmark.rows(f.case.inputs) & rows for f, rows in zip(suspect.findings, judged, strict=True)]
        if _all_equal(named, wrong) and any(
            np.any(mask) and not np.array_equal(mask, rows) for mask, rows in zip(named, judged, strict=True)
        ):
            message = f"only {landmark.what} {'is' if _singular(named) else 'are'} wrong"
            hint = "All other rows are right: what is different about these?"
            return Diagnosis(code=f"only-{landmark.code}", message=message, hint=hint)
    return None


def single_entry(suspect: WrongOutput) -> Diagnosis | None:
    """One entry of many is wrong, on every case that is wrong."""
    wrong = [wrong_entries(suspect, f) for f in suspect.wrong]
    if any(np.count_nonzero(mask) != 1 for mask in wrong) or any(mask.size == 1 for mask in wrong):
        return None
    places = [tuple(int(i) for i in np.argwhere(mask)[0]) for mask in wrong]
    where = f"entry {list(places[0])}" if len(set(places)) == 1 else "one entry, not always the same,"
    hint = "An index that is written down as a number, or a loop that ends too early?"
    return Diagnosis(code="single-entry", message=f"all is right but {where.rstrip(',')}", hint=hint)


def one_column(suspect: WrongOutput) -> Diagnosis | None:
    """The first or the last entry of every row (of a vector: the first or the last entry) is wrong, and nothing else."""
    wrong = [wrong_entries(suspect, f) for f in suspect.wrong]
    if not wrong or any(not mask.ndim or mask.shape[-1] == 1 for mask in wrong):
        return None
    for code, what, place in (("last-column", "last", -1), ("first-column", "first", 0)):
        if all(np.all(mask[..., place]) and np.count_nonzero(mask) == mask[..., place].size for mask in wrong):
            thing = "entry of each row" if wrong[0].ndim > 1 else "entry"
            hint = "Check where a loop over the dimensions starts and ends; a size that is written down as a number?"
            return Diagnosis(code=f"only-{code}", message=f"only the {what} {thing} is wrong", hint=hint)
    return None


def _judged(suspect: WrongOutput, finding: Finding) -> Mask:
    mask = np.zeros(suspect.expected(finding).shape, dtype=np.bool_)
    for block in suspect.piece.blocks:
        if entries(block, finding, suspect.expected(finding)).size:
            mask[... if block.rows is None else block.rows(finding.case.inputs)] = True
    return mask


def _rows(mask: Mask) -> Mask:
    """The rows in which something is marked."""
    return np.asarray(mask.reshape(len(mask), -1).any(axis=1) if mask.ndim else mask.reshape(1))


def _all_equal(some: Sequence[Mask], others: Sequence[Mask]) -> bool:
    same: Callable[[Mask, Mask], bool] = lambda a, b: a.shape == b.shape and bool(np.array_equal(a, b))  # noqa: E731
    return all(map(same, some, others))


def _singular(named: Sequence[Mask]) -> bool:
    return max(int(np.count_nonzero(mask)) for mask in named) == 1
