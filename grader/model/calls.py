"""Calls as data: questions to the sandbox and its answers.

An assignment describes the arguments of a call by generic kinds, and the sandbox knows these kinds only. So a new assignment
needs no new code in the sandbox, and no code of an assignment runs in one process with a student's.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


# --- kinds of argument ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Array:
    """A float64 array; every call gets a fresh copy in C order."""

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
    """An object with one method, which takes no arguments and returns the next of its draws; after the last it starts over.

    more     further draws, which follow: other values, for a program that draws more than it needs
    aliases  other names of the method
    """

    method: str
    draws: tuple[int, ...]
    more: tuple[int, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFunction:
    """The submission's own function of that name, looked up in its module when the call is made."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TableFunction:
    """A function that looks its answers up in arrays. It contains no formula, so a submission cannot learn one from it.

    parameters  names of its arguments, for calls by keyword
    key         position of the argument (an index) that selects the answer
    keys        known indices, in the order of the answers
    expected    the expected array at other positions; the same array rounded to float32 is accepted
    answers     one array for each output, shape (len(keys) + 1, ...): entry i answers keys[i]; the last one is the stray answer,
                returned when the index is unknown or an argument is not the expected array
    any_layout  an expected array may also come transposed, or as a column or a row
    name        the submission's function that this one replaces during the call; "" for none
    defaults    default values of the last of the parameters
    others      tables that are not passed, but replace other functions of the submission during the call
    """

    parameters: tuple[str, ...]
    key: int
    keys: tuple[int, ...]
    expected: Mapping[int, npt.NDArray[Any]]
    answers: tuple[npt.NDArray[Any], ...]
    any_layout: bool = False
    name: str = ""
    defaults: tuple[int, ...] = ()
    others: tuple[TableFunction, ...] = ()

    def __call__(self, *arguments: Any) -> tuple[Any, ...]:
        """Answer as the function does that the sandbox builds from the same data."""
        row = len(self.keys)
        fits = all(self._equal(np.asarray(arguments[i]), array) for i, array in self.expected.items())
        if fits and int(arguments[self.key]) in self.keys:
            row = self.keys.index(int(arguments[self.key]))
        return tuple(answer[row].copy() for answer in self.answers)

    def _equal(self, actual: npt.NDArray[Any], array: npt.NDArray[Any]) -> bool:
        """True for the expected array, possibly rounded to float32, and in another layout if the table allows it."""
        rounded = array.astype(np.float32) if actual.dtype == np.float32 else array
        layouts = (actual, actual.T, actual.squeeze()) if self.any_layout else (actual,)
        return any(np.array_equal(one, rounded) for one in layouts)


Argument = Array | Number | Index | Indices | Word | Words | WordIndex | Sampler | OwnFunction | TableFunction


# --- questions ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Call:
    """One call of one function.

    arguments  positional
    outputs    how many values it should return
    largest    numbers of an output that is kept whole; a larger one fits no reading, and comes back as an Unfit
    """

    function: str
    arguments: tuple[Argument, ...]
    outputs: int = 1
    largest: int = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperModule:
    """Public source text of a module, such as `utils.utils`, that the sandbox provides if the submission has no such module."""

    name: str
    source: str


WATCHED_CALLS = 3
"""Calls of each function that are made with watched inputs: with one, something may be symmetric, and they are slow."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question:
    """Calls to be answered in one process of the sandbox.

    process  name of the process: questions with one name share a process, which shares nothing with a process of another name
    stand_ins  names of the submission's module that are replaced before the first call, with the source that defines them
    files    files of the submission that are replaced in the process, by path inside it
    step_factor  in the first WATCHED_CALLS calls of each function that its process makes, steps by which the submission moves
        its inputs are multiplied by this; in the others, and with None in all, nothing is changed
    judged   marks depend on the answers; others are evidence for an explanation, and may not take long
    """

    calls: tuple[Call, ...] = ()
    process: str = "ordinary"
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    step_factor: float | None = None
    judged: bool = True


# --- answers --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNumeric:
    """An output that is not an array of numbers: the name of its type, as the sandbox reports it."""

    type_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """An array of so many numbers that it is none of what was asked for. Only this is kept of it.

    finite  whether all its numbers are
    sample  some of them, from the first to the last
    """

    dtype: str
    shape: tuple[int, ...]
    finite: bool
    sample: tuple[float, ...]


Output = npt.NDArray[Any] | NotNumeric | Unfit


class FaultKind(enum.Enum):
    """The reason why there is no value. The submission causes all of them but the last."""

    MISSING = "missing"  # no such function, or it raises NotImplementedError, or it is the untouched starter
    RAISED = "raised"
    TIMED_OUT = "timed out"
    CRASHED = "crashed"  # the process ended: os._exit, a segmentation fault, the memory limit
    MALFORMED = "malformed"  # the reply is not an answer
    ENVIRONMENT = "environment"  # the machine, not the student: never a student's zero


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The reason why loading or a call has no value. All texts come from the submission: data, never markup.

    error    type name of the exception; "" if there was none
    message  its text
    line     line of the student's file; None if unknown
    file     the student's file
    excerpt  of a syntax error: the line, and carets below it
    """

    kind: FaultKind
    error: str = ""
    message: str = ""
    line: int | None = None
    file: str = ""
    excerpt: tuple[str, ...] = ()

    @property
    def out_of_memory(self) -> bool:
        """Whether the limit of memory was reached: Python and NumPy then raise a MemoryError."""
        return self.kind is FaultKind.RAISED and self.error == "MemoryError"

    @property
    def of_the_process(self) -> bool:
        """Whether it may be owed to all that the process did before: its end, a limit of time, memory or answers."""
        return self.kind not in (FaultKind.MISSING, FaultKind.RAISED) or self.out_of_memory


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """The outcome of one call: outputs (as many as the function returned, not as many as expected) or a fault."""

    outputs: tuple[Output, ...] = ()
    fault: Fault | None = None
    changed_inputs: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A top-level statement that was not run to its end, or only with a stand-in for what it imports.

    reason    the exception, or how the process ended
    module    what is not available, where there is a stand-in; else ""
    position  its position in the file, where it ended a process: the next process skips it
    """

    file: str
    line: int | None
    reason: str = ""
    module: str = ""
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The outcome of importing the submission.

    names      callables at the top level of the module, without those of the course's own helper modules
    untouched  those of them whose body is still the starter's
    undefined  functions that it does not define, with the reason: a statement was left out, or they stand inside a class
    """

    names: frozenset[str] = frozenset()
    untouched: frozenset[str] = frozenset()
    undefined: Mapping[str, Fault] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    fault: Fault | None = None

    @property
    def known(self) -> frozenset[str]:
        """Functions that the submission has written, also where they cannot be called."""
        return self.names | self.undefined.keys()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answers:
    """The answers to a question, one for each call in order.

    printed         the start of what the submission wrote
    output_dropped  whether it wrote more
    """

    loaded: Loaded
    answers: tuple[Answer, ...] = ()
    printed: str = ""
    output_dropped: bool = False
