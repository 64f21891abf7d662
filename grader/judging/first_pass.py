"""Recognise right answers: all arrays of an exam are compared in one pass.

It finds the pieces that are right beyond doubt: every array has the expected shape and is equal, and all are float64, or all are
float32. Other pieces are left to `judge`, which looks at one array at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from grader.judging.exam import AnyArray, Exam, PieceKey, least_scale, rows_of
from grader.judging.findings import Finding, RightJudgement
from grader.model import Answer, Case, FloatArray, Piece, Verdict
from grader.numeric import Blocks, equal_comparison, low_precision_blocks, telling_values

BoolArray = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]
"""Places among all numbers of the exam, one array after the other."""

_FLOAT64, _FLOAT32 = np.dtype(np.float64), np.dtype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Output:
    """One output of a function on all cases of a group.

    position  among the outputs of the function, of which there are `count`
    arrays    the expected ones
    places    of these arrays
    blank     takes the place of answers that are not compared: NaN, which equals nothing
    """

    cases: tuple[Case, ...]
    position: int
    count: int
    arrays: tuple[AnyArray, ...]
    places: tuple[Places, ...]
    blank: FloatArray

    def read(self, answers: Mapping[int, Answer]) -> AnyArray:
        """The numbers of a submission, if each array has the expected shape, and all are float64 or all float32."""
        arrays: list[AnyArray] = []
        for case, expected in zip(self.cases, self.arrays, strict=True):
            answer = answers.get(case.number)
            if answer is None or len(answer.outputs) != self.count:
                return self.blank
            array = answer.outputs[self.position]
            if not isinstance(array, np.ndarray) or array.shape != expected.shape:
                return self.blank
            if array.dtype != (arrays[0].dtype if arrays else _FLOAT64) and (arrays or array.dtype != _FLOAT32):
                return self.blank
            arrays.append(array)
        return np.concatenate(arrays, axis=None)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Piece:
    """One piece.

    output  index of its output
    blocks  by case
    proof   by case, the places of which one must not hold zero (`scored_only_if`)
    """

    key: PieceKey
    output: int
    blocks: tuple[tuple[_Block, ...], ...]
    proof: tuple[Places, ...]


class _Block(NamedTuple):
    expected: AnyArray
    scale: float
    places: Places


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Plan:
    """What the pass needs of an exam. A block without entries is not compared, and has no number.

    starts   by output, the place of its first number
    firsts   by piece, the number of its first block
    blocks   all of them, one after the other
    places   of their entries
    outputs_of_blocks  by block, the index of its output
    """

    outputs: tuple[_Output, ...]
    starts: Places
    pieces: tuple[_Piece, ...]
    firsts: Places
    blocks: Blocks
    places: Places
    outputs_of_blocks: Places


def right_pieces(exam: Exam, answers: Mapping[int, Answer]) -> dict[PieceKey, RightJudgement]:
    """The pieces that are right beyond doubt, with those that are only watched. `answers` has the case numbers as keys."""
    plan = _plan(exam)
    returned = [output.read(answers) for output in plan.outputs]
    numbers = np.concatenate(returned)
    with np.errstate(all="ignore"):  # the numbers are a stranger's
        telling, wide = telling_values(numbers)
        # float32 is recognised over all cases of an output, too: one loss alone may be representable by accident.
        narrow = low_precision_blocks(telling, wide, plan.starts) | [array.dtype == _FLOAT32 for array in returned]
        low = low_precision_blocks(telling[plan.places], wide[plan.places], plan.blocks.starts) | narrow[plan.outputs_of_blocks]
        equal, errors = plan.blocks.equal(numbers[plan.places], low)
    all_equal = np.logical_and.reduceat(equal, plan.firsts).tolist()
    largest = np.maximum.reduceat(errors, plan.firsts).tolist()
    right = {}
    for i, piece in enumerate(plan.pieces):
        if all_equal[i] and all(numbers[places].any() for places in piece.proof):
            find = partial(_findings, plan, i, answers, errors, low, narrow)
            right[piece.key] = RightJudgement(largest[i], len(piece.blocks), find)
    return right


def _findings(
    plan: _Plan, index: int, answers: Mapping[int, Answer], errors: FloatArray, low: BoolArray, narrow: BoolArray
) -> Iterator[Finding]:
    """The findings of a right piece, one for each case, as `judge` makes them."""
    piece, number = plan.pieces[index], int(plan.firsts[index])
    output = plan.outputs[piece.output]
    for case, blocks in zip(output.cases, piece.blocks, strict=True):
        comparisons = []
        for block in blocks:
            if size := block.places.size:
                comparisons.append(equal_comparison(float(errors[number]), bool(low[number]), size))
                number += 1
            else:
                comparisons.append(equal_comparison(0.0, bool(narrow[piece.output]), 0))
        array = answers[case.number].outputs[output.position]
        assert isinstance(array, np.ndarray)
        yield Finding(case=case, verdict=Verdict.CORRECT, array=array, comparisons=tuple(comparisons))


# --- the plan -------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)  # exams of one process: that of the run, those of second attempts
def _plan(exam: Exam) -> _Plan:
    outputs: dict[tuple[str, str, str], _Output] = {}
    pieces: list[_Piece] = []
    total = 0
    for key, piece in exam.pieces.items():
        name = (piece.function, piece.group, piece.output)
        if name not in outputs:
            made = _output(exam, piece, total)
            if not made.blank.size:  # no cases, or nothing to compare
                continue
            outputs[name] = made
            total += made.blank.size
        pieces.append(_piece(key, piece, outputs[name], list(outputs).index(name)))
    pieces = [piece for piece in pieces if any(_blocks(piece))]
    blocks = [block for piece in pieces for block in _blocks(piece)]
    return _Plan(
        outputs=tuple(outputs.values()),
        starts=_starts([output.blank.size for output in outputs.values()]),
        pieces=tuple(pieces),
        firsts=_starts([len(_blocks(piece)) for piece in pieces]),
        blocks=Blocks([block.expected for block in blocks], [block.scale for block in blocks]),
        places=np.concatenate([block.places for block in blocks]),
        outputs_of_blocks=np.repeat([piece.output for piece in pieces], [len(_blocks(piece)) for piece in pieces]),
    )


def _blocks(piece: _Piece) -> list[_Block]:
    """The blocks of a piece that have entries, on all cases."""
    return [block for blocks in piece.blocks for block in blocks if block.places.size]


def _starts(sizes: Sequence[int]) -> Places:
    return np.cumsum([0, *sizes[:-1]])


def _output(exam: Exam, piece: Piece, start: int) -> _Output:
    """The output that a piece judges; `start` is the place of its first number."""
    names = exam.assignment.function(piece.function).outputs
    cases = exam.of(piece.function, piece.group)
    arrays = tuple(exam.expected[case.number][piece.output] for case in cases)
    ends = start + np.cumsum([array.size for array in arrays], dtype=np.intp)
    return _Output(
        cases=cases,
        position=names.index(piece.output),
        count=len(names),
        arrays=arrays,
        places=tuple(np.arange(end - array.size, end).reshape(array.shape) for end, array in zip(ends, arrays, strict=True)),
        blank=np.full(sum(array.size for array in arrays), np.nan),
    )


def _piece(key: PieceKey, piece: Piece, output: _Output, index: int) -> _Piece:
    blocks, proof = [], []
    for case, array, places in zip(output.cases, output.arrays, output.places, strict=True):
        blocks.append(
            tuple(
                _Block(rows_of(b, case, array).ravel(), least_scale(b, case, array), rows_of(b, case, places).ravel())
                for b in piece.blocks
            )
        )
        if piece.scored_only_if is not None:
            proof.append(rows_of(piece.scored_only_if, case, places).ravel())
    return _Piece(key=key, output=index, blocks=tuple(blocks), proof=tuple(proof))
