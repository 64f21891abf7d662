"""A call, described and not coded: what is asked of the box, and what comes back.

An assignment says what a call looks like by generic kinds of argument; the box knows these kinds and nothing else. So a new
assignment needs no new code there, and no code of an assignment ever runs beside a student's.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


# --- the kinds of argument ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Array:
    """A float64 array; every call is handed a fresh copy in C order."""

    value: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A Python float."""

    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """A Python int: a position in a vocabulary, a size."""

    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Indices:
    """A Python list of ints."""

    values: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A Python str."""

    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A Python list of str."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordIndex:
    """A Python dict from word to index."""

    indices: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampler:
    """An object with one method that takes no arguments and returns the next of `draws`, starting over after the last."""

    method: str
    draws: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFunction:
    """The submission's own function of that name, as its module has it when the call is made."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TableFunction:
    """A callable that answers from given arrays. It knows no formula, so nothing can be learnt from it.

    parameters  the names by which its arguments may be given
    key         position of the argument (an index) that selects the answer
    keys        the indices it knows, in the order of the answers
    expected    for other positions the array that belongs there (rounded to float32 it is still that array)
    answers     one array an output, shape (len(keys) + 1, ...): entry i answers keys[i]; the last one is the stray answer,
                given when the index is unknown or an argument is not the array that belongs there
    """

    parameters: tuple[str, ...]
    key: int
    keys: tuple[int, ...]
    expected: Mapping[int, npt.NDArray[Any]]
    answers: tuple[npt.NDArray[Any], ...]

    def __call__(self, *arguments: Any) -> tuple[Any, ...]:
        """The judge's own copy of the function that the box builds from the same data."""
        row = len(self.keys)
        fits = all(_same(arguments[i], array) for i, array in self.expected.items())
        if fits and int(arguments[self.key]) in self.keys:
            row = self.keys.index(int(arguments[self.key]))
        return tuple(answer[row].copy() for answer in self.answers)


def _same(given: Any, expected: npt.NDArray[Any]) -> bool:
    """Whether an argument is the array that belongs there; one that was rounded to float32 still is."""
    array = np.asarray(given)
    return np.array_equal(array, expected.astype(np.float32) if array.dtype == np.float32 else expected)


Argument = Array | Number | Index | Indices | Word | Words | WordIndex | Sampler | OwnFunction | TableFunction


# --- asking ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Call:
    """One call of one function: positional arguments, and how many values it should return."""

    function: str
    arguments: tuple[Argument, ...]
    outputs: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperModule:
    """A module that the box provides when the submission brings none of that name: public source text, such as `utils.utils`."""

    name: str
    source: str


WATCHED_CALLS = 3
"""Calls of each function that are made with watched inputs: on one, something may be symmetric, and they are slow."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question:
    """Calls that grading wants answered in one process of the box.

    process  questions of one name share a process; another name is another process, which has seen nothing of the first
    stand_ins  names of the submission's module that are replaced before the first call, with the source that defines them
    step_factor  steps by which the submission moves its inputs are multiplied by this while it runs; None runs it as it is. Only
        the first WATCHED_CALLS calls of each function are made then; the other answers are empty
    judged   marks depend on the answers; others are evidence for an explanation, and may not take long
    """

    calls: tuple[Call, ...] = ()
    process: str = "ordinary"
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    step_factor: float | None = None
    judged: bool = True


# --- answering ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNumeric:
    """What a function returned where an array of numbers was due: the name of its type, as the box reports it."""

    type_name: str


Output = npt.NDArray[Any] | NotNumeric


class FaultKind(enum.Enum):
    """Why there is no value. The first five are the submission's doing, the last is not."""

    MISSING = "missing"  # no such function, or it raises NotImplementedError, or it is the untouched starter
    RAISED = "raised"
    TIMED_OUT = "timed out"
    CRASHED = "crashed"  # the process ended: os._exit, a segmentation fault, the memory limit
    MALFORMED = "malformed"  # what came back is not an answer
    ENVIRONMENT = "environment"  # the machine, not the student: never a student's zero


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a load or a call has no value. All texts come from the submission: data, never markup.

    error    the exception's type name, "" where there was none
    message  its text
    line     the line of the student's file, None where unknown
    file     the student's file
    """

    kind: FaultKind
    error: str = ""
    message: str = ""
    line: int | None = None
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """What came of one call: outputs (as many as the function returned, not as many as were due) or a fault."""

    outputs: tuple[Output, ...] = ()
    fault: Fault | None = None
    changed_inputs: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What became of importing the submission.

    names      callables at the top level of the module
    untouched  those of them whose body is still the starter's
    """

    names: frozenset[str] = frozenset()
    untouched: frozenset[str] = frozenset()
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answers:
    """The answers to a question, one for each call in order; `printed` is the start of what the submission wrote."""

    loaded: Loaded
    answers: tuple[Answer, ...] = ()
    printed: str = ""
