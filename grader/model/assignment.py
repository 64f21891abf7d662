"""An assignment is a value: functions, interfaces, parts, points, cases, mistakes, policy. It registers nothing and runs nothing.

Assignment
  |-- Function      what is to be computed: the NumPy reference, named inputs and outputs
  |-- Interface     how students spell it: a Signature per function turns inputs into the arguments of a call
  |-- Case          inputs of one function, drawn from a seed
  |-- Part          what is worth points; made of Pieces, a piece judges Blocks (rows) of one output on one group of cases
  |-- Mistake       a wrong formula, as a value
  `-- Features         what else diagnosis may look for
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from grader.errors import AssignmentError
from grader.model.allowed_imports import STANDARD_MODULES
from grader.model.calls import Argument, HelperModule
from grader.model.features import Features, Invariant, LinearTerms, Mistake, NamedRows
from grader.model.parts import Inputs, Part, Piece, Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function that students write, seen from the mathematics.

    reference  the NumPy code that grades; takes the inputs by keyword, returns the outputs as a tuple (or the only one)
    outputs    names of what it returns, in order
    gradients  which output is the gradient of output "loss" with respect to which input
    derivative_of  for an elementwise derivative: the name of the function it is the derivative of
    ignores    the code of a diagnosis, for a function that is handed another function (a TableFunction) and pays no heed to it
    takes      for such an input, by its name: the function of this assignment whose place the table takes
    """

    name: str
    reference: Callable[..., Any]
    outputs: tuple[str, ...]
    gradients: Mapping[str, str] = field(default_factory=dict)
    derivative_of: str = ""
    ignores: str = ""
    takes: Mapping[str, str] = field(default_factory=dict)

    def evaluate(self, inputs: Inputs) -> dict[str, Any]:
        """The outputs of the reference by name; inputs are handed over as copies."""
        fresh = {name: value.copy() if isinstance(value, np.ndarray) else value for name, value in inputs.items()}
        returned = self.reference(**fresh)
        values = returned if len(self.outputs) > 1 else (returned,)
        return dict(zip(self.outputs, values, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """How one interface spells a function: its name, and the arguments that stand for a case's inputs.

    starter  the source of the function as it was handed out; a function that still is that source is `missing`
    """

    function: str
    name: str
    arguments: Callable[[Inputs], tuple[Argument, ...]]
    starter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """One way in which students spell an assignment; `selected_by` are the names that tell it from the others."""

    name: str
    signatures: tuple[Signature, ...]
    selected_by: frozenset[str] = frozenset()

    def signature(self, function: str) -> Signature | None:
        """The signature of `function`, None where this interface does not have it."""
        return next((s for s in self.signatures if s.function == function), None)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """One set of inputs. `group` is what pieces ask for, `why` the reason that this case exists."""

    function: str
    group: str
    inputs: Inputs
    why: str
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """A function that others lean on: where they fail, they are judged again with this correct source in its place."""

    function: str
    needed_by: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Everything there is to know about an assignment.

    module  the file to hand in, without `.py`
    cases   graded inputs, drawn from a generator
    stress_cases    inputs that only the reference has to pass (extreme sizes and scales, real loss functions in place of tables)
    watched  pieces that no part pays for: where one of them is wrong, the report says so in a remark
    modules  what a submission may import besides its own files and the helpers, each with all that is below it; what one of
             them needs of other packages is to be named too
    """

    name: str
    title: str
    module: str
    functions: tuple[Function, ...]
    interfaces: tuple[Interface, ...]
    parts: tuple[Part, ...]
    cases: Callable[[np.random.Generator], Iterable[Case]]
    stress_cases: Callable[[np.random.Generator], Iterable[Case]]
    mistakes: tuple[Mistake, ...] = ()
    features: Features = field(default_factory=Features)
    watched: tuple[Piece, ...] = ()
    helpers: tuple[HelperModule, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
    policy: Policy = field(default_factory=Policy)
    modules: tuple[str, ...] = STANDARD_MODULES

    def __post_init__(self) -> None:
        _refuse_contradictions(self)
        _refuse_what_are_no_modules(self)

    def function(self, name: str) -> Function:
        """The function of that name. Raises KeyError."""
        return {f.name: f for f in self.functions}[name]

    def part(self, part_id: str) -> Part:
        """The part of that id. Raises KeyError."""
        return {p.id: p for p in self.parts}[part_id]

    def draw(self, seed: int) -> tuple[Case, ...]:
        """The graded cases of a seed, numbered from 1 in the order in which they are drawn. Raises AssignmentError."""
        return self._drawn(self.cases, seed)

    def draw_stress_cases(self, seed: int) -> tuple[Case, ...]:
        """The stress cases, numbered likewise. Raises AssignmentError."""
        return self._drawn(self.stress_cases, seed)

    def _drawn(self, cases: Callable[[np.random.Generator], Iterable[Case]], seed: int) -> tuple[Case, ...]:
        try:
            return tuple(replace(case, number=n) for n, case in enumerate(cases(np.random.default_rng(seed)), start=1))
        except AssignmentError:
            raise
        except Exception as error:
            what, value = "the cases cannot be drawn", f"{type(error).__name__}: {error}"
            raise AssignmentError(what, where=f"assignment {self.name}", value=value, attempt="correct the assignment") from error

    def interface(self, names: frozenset[str]) -> Interface:
        """The interface of which a file has most names; of equals the first. The last remains where none is there."""
        counts = [len(interface.selected_by & names) for interface in self.interfaces]
        return self.interfaces[counts.index(max(counts))] if any(counts) else self.interfaces[-1]


def _refuse_contradictions(assignment: Assignment) -> None:
    """Raise AssignmentError for a name that is used twice or points nowhere: such a slip would silently grade nothing."""
    for what, value in [*_used_twice(assignment), *_pointing_nowhere(assignment)]:
        raise AssignmentError(what, where=f"assignment {assignment.name}", value=value, attempt="correct assignment.py")


def _used_twice(assignment: Assignment) -> Iterator[tuple[str, str]]:
    """Names that stand for two things, each as what is wrong and the name."""
    for kind, ids in (
        ("function", [f.name for f in assignment.functions]),
        ("part", [p.id for p in assignment.parts]),
        ("interface", [i.name for i in assignment.interfaces]),
        ("mistake", [f"{m.part}:{m.code} ({m.what})" for m in assignment.mistakes]),
    ):
        for twice in sorted({i for i in ids if ids.count(i) > 1}):
            yield f"two {kind}s have one name", twice


def _pointing_nowhere(assignment: Assignment) -> Iterator[tuple[str, str]]:
    """Names of what is not there, and parts without points."""
    outputs = {f.name: f.outputs for f in assignment.functions}
    features = assignment.features
    pieces = [*(piece for part in assignment.parts for piece in part.pieces), *assignment.watched]
    named = [(p.function, p.output) for p in pieces]
    told: list[Mistake | LinearTerms | NamedRows | Invariant]
    told = [*assignment.mistakes, *features.linear_terms, *features.named_rows, *features.invariants]
    named += [(x.function, x.output) for x in told]
    yield from (("no such output", f"{f}.{output}") for f, output in named if output not in outputs.get(f, ()))
    about = [*(c.function for c in features.conditions), *(s.function for s in features.sizes)]
    yield from (("no such function", function) for function in about if function not in outputs)
    known = {part.id for part in assignment.parts}
    lost = (mistake for mistake in assignment.mistakes if mistake.part not in known)
    yield from (("a mistake names a part that is not there", f"{mistake.code}: {mistake.part}") for mistake in lost)
    yield from (("a part is worth nothing", part.id) for part in assignment.parts if part.points <= 0)


def _refuse_what_are_no_modules(assignment: Assignment) -> None:
    """Raise AssignmentError unless some are named. Single letters are what becomes of a text where a tuple of texts should be."""
    names = assignment.modules
    if not names or not all(len(name) > 1 and all(word.isidentifier() for word in name.split(".")) for name in names):
        what, where = "these are no names of modules", f"assignment {assignment.name}"
        raise AssignmentError(what, where=where, value=repr(names), attempt="correct `modules` in assignment.py")
