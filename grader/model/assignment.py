"""The records of an assignment. An assignment is a value: it registers nothing and runs nothing.

Assignment
  |-- Function   a task: the NumPy reference, named inputs and outputs
  |-- Interface  names and arguments in student code: a Signature for each function turns a case into the arguments of a call
  |-- Case       inputs of one function, drawn from a seed
  |-- Part       a line of the report; it consists of Pieces, which judge Blocks (rows) of one output on one group of cases
  |-- Mistake    a wrong formula, as a value
  `-- Features   further properties that diagnosis may recognise
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from keyword import iskeyword
from typing import Any, Self

import numpy as np

from grader.errors import AssignmentError
from grader.model.allowed_imports import STANDARD_MODULES
from grader.model.calls import Argument, HelperModule
from grader.model.codes import is_known
from grader.model.features import Features, Invariant, LinearTerms, Mistake, NamedRows
from grader.model.parts import Inputs, Part, Piece, Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function that students write, independent of its name and arguments in their code.

    reference      NumPy code that takes the inputs by keyword and returns the outputs as a tuple (or the only one)
    outputs        the names of the outputs, in order
    gradients      by output that is a gradient of output "loss": the input with respect to which it is taken
    derivative_of  for an elementwise derivative: the name of the function it is the derivative of
    ignores        for a function that is given another one (a TableFunction): the code of the diagnosis if it ignores that
    takes          by the name of such an input: the function of this assignment that the table replaces
    """

    name: str
    reference: Callable[..., Any]
    outputs: tuple[str, ...]
    gradients: Mapping[str, str] = field(default_factory=dict)
    derivative_of: str = ""
    ignores: str = ""
    takes: Mapping[str, str] = field(default_factory=dict)

    @property
    def derivatives(self) -> frozenset[str]:
        """The outputs that are derivatives."""
        return frozenset(self.outputs if self.derivative_of else self.gradients)

    @property
    def may_difference(self) -> bool:
        """Whether it can obtain derivatives as difference quotients. One that is given the loss cannot move its input."""
        return bool(self.derivatives) and not self.takes

    def evaluate(self, inputs: Inputs) -> dict[str, Any]:
        """The outputs of the reference by name; it gets copies of the inputs."""
        fresh = {name: value.copy() if isinstance(value, np.ndarray) else value for name, value in inputs.items()}
        returned = self.reference(**fresh)
        values = returned if len(self.outputs) > 1 else (returned,)
        return dict(zip(self.outputs, values, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """One set of inputs. Pieces select cases by `group`; `why` is the reason for this case."""

    function: str
    group: str
    inputs: Inputs
    why: str
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Signature:
    """A function in one interface: its name there, and the arguments for a case.

    arguments  by the name of each parameter, in order, what makes the argument from a case
    starter    the source of the function in the template, or in several; a function that still is one of these is `missing`
    provided   True if the course has modules that provide it: a submission without one of its own is not graded on it
    """

    function: str
    name: str
    arguments: Mapping[str, Callable[[Case], Argument]]
    starter: str = ""
    provided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """The function names and signatures of one course; of one year of it, if there are several with one name.

    program  source of a right submission, which may import the functions of the reference (`from functions import ...`):
             `grader validate` hands it in. "" where the reference can be called with the interface's own arguments
    """

    name: str
    signatures: tuple[Signature, ...]
    variant: str = ""
    program: str = ""
    _by_function: Mapping[str, Signature] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_function", {s.function: s for s in reversed(self.signatures)})

    @property
    def title(self) -> str:
        """The name, with the variant where there is one."""
        return f"{self.name} ({self.variant})" if self.variant else self.name

    def signature(self, function: str) -> Signature | None:
        """The signature of `function`; None if this interface does not have it."""
        return self._by_function.get(function)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """A function that others depend on: if they fail, they are judged again with this correct source in its place."""

    function: str
    needed_by: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A complete assignment.

    total         the points that the parts are meant to add up to
    module        the name of the file to submit, without `.py`
    file_names    its name in every course, without `.py`; the first is `module`, which is also the default
    cases         graded inputs, drawn from a generator
    stress_cases  inputs that only the reference has to pass (extreme sizes and scales, real loss functions in place of tables)
    usual_cases   inputs of one function as students test with: plain numbers, sizes that may be written as numbers in their code
    watched       pieces that no part pays for: if one of them is wrong, the report says so in a remark
    modules       modules that a submission may import besides its own files and the helpers, each with its submodules; packages
                  that one of them needs must be named too
    """

    name: str
    title: str
    total: int
    module: str
    functions: tuple[Function, ...]
    interfaces: tuple[Interface, ...]
    parts: tuple[Part, ...]
    cases: Callable[[np.random.Generator], Iterable[Case]]
    stress_cases: Callable[[np.random.Generator], Iterable[Case]]
    mistakes: tuple[Mistake, ...] = ()
    features: Features = field(default_factory=Features)
    usual_cases: Callable[[np.random.Generator, str], Iterable[Case]] = lambda *_: ()
    watched: tuple[Piece, ...] = ()
    helpers: tuple[HelperModule, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
    policy: Policy = field(default_factory=Policy)
    modules: tuple[str, ...] = STANDARD_MODULES
    file_names: tuple[str, ...] = ()
    _functions: Mapping[str, Function] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_functions", {f.name: f for f in self.functions})
        object.__setattr__(self, "file_names", self.file_names or (self.module,))
        for what, value in _contradictions(self):
            raise AssignmentError(what, where=f"assignment {self.name}", value=value, attempt="correct assignment.py")

    @property
    def interface_names(self) -> frozenset[str]:
        """The functions by which a file is recognised as a submission: not those of all interfaces (sigmoid)."""
        names = [frozenset(signature.name for signature in interface.signatures) for interface in self.interfaces]
        return frozenset().union(*names) - (frozenset.intersection(*names) if len(names) > 1 else frozenset())

    def function(self, name: str) -> Function:
        """The function of that name. Raises KeyError."""
        return self._functions[name]

    def part(self, part_id: str) -> Part:
        """The part of that id. Raises KeyError."""
        return {p.id: p for p in self.parts}[part_id]

    def draw(self, seed: int) -> tuple[Case, ...]:
        """The graded cases of a seed, numbered from 1 in the order in which they are drawn. Raises AssignmentError."""
        return self._drawn(self.cases, seed)

    def draw_stress_cases(self, seed: int) -> tuple[Case, ...]:
        """The stress cases, numbered likewise. Raises AssignmentError."""
        return self._drawn(self.stress_cases, seed)

    def allowing(self, modules: Iterable[str]) -> Self:
        """The same assignment, with further modules that a submission may import. Raises AssignmentError."""
        return replace(self, modules=tuple(dict.fromkeys((*self.modules, *modules))))

    def draw_usual_cases(self, seed: int, function: str) -> tuple[Case, ...]:
        """The usual cases of a function, numbered likewise. Raises AssignmentError."""
        return self._drawn(lambda rng: self.usual_cases(rng, function), seed)

    def _drawn(self, cases: Callable[[np.random.Generator], Iterable[Case]], seed: int) -> tuple[Case, ...]:
        try:
            return tuple(replace(case, number=n) for n, case in enumerate(cases(np.random.default_rng(seed)), start=1))
        except AssignmentError:
            raise
        except (Exception, SystemExit) as error:
            what, value = "the cases cannot be drawn", f"{type(error).__name__}: {error}"
            raise AssignmentError(what, where=f"assignment {self.name}", value=value, attempt="correct the assignment") from error


def _contradictions(assignment: Assignment) -> Iterator[tuple[str, str]]:
    """Slips that would silently grade nothing, each as a message and a value: duplicate names, and names of nothing."""
    for kind, ids in (
        ("function", [f.name for f in assignment.functions]),
        ("part", [p.id for p in assignment.parts]),
        ("interface", [i.title for i in assignment.interfaces]),
        ("mistake", [f"{m.part}:{m.code} ({m.what})" for m in assignment.mistakes]),
    ):
        yield from ((f"two {kind}s have one name", name) for name, times in sorted(Counter(ids).items()) if times > 1)
    outputs = {f.name: f.outputs for f in assignment.functions}
    features = assignment.features
    about_outputs: list[Piece | Mistake | LinearTerms | NamedRows | Invariant]
    about_outputs = [*(piece for part in assignment.parts for piece in part.pieces), *assignment.watched]
    about_outputs += [*assignment.mistakes, *features.linear_terms, *features.named_rows, *features.invariants]
    named = [(x.function, x.output) for x in about_outputs]
    yield from (("no such output", f"{f}.{output}") for f, output in named if output not in outputs.get(f, ()))
    about_functions = [*(c.function for c in features.conditions), *(s.function for s in features.sizes)]
    about_functions += [s.function for interface in assignment.interfaces for s in interface.signatures]
    about_functions += [name for each in assignment.stand_ins for name in (each.function, *each.needed_by)]
    about_functions += [name for function in assignment.functions for name in function.takes.values()]
    yield from (("no such function", function) for function in about_functions if function not in outputs)
    parts = {part.id for part in assignment.parts}
    lost = (mistake for mistake in assignment.mistakes if mistake.part not in parts)
    yield from (("a mistake names a part that does not exist", f"{mistake.code}: {mistake.part}") for mistake in lost)
    yield from (("a part is worth nothing", part.id) for part in assignment.parts if part.points <= 0)
    if (points := sum(part.points for part in assignment.parts)) != assignment.total:
        yield "the points of the parts do not add up to the total", f"{points}, not {assignment.total}"
    codes = {mistake.code for mistake in assignment.mistakes} | {function.ignores for function in assignment.functions}
    shares = (*assignment.policy.by_code, *assignment.policy.incorrect)
    yield from (("the policy names an unknown code", code) for code in shares if code not in codes and not is_known(code))
    if assignment.file_names[0] != assignment.module:
        yield "the first of `file_names` is not `module`", f"{assignment.file_names[0]}, not {assignment.module}"
    for name in assignment.file_names:
        if not name.isidentifier() or iskeyword(name) or name in sys.stdlib_module_names or name == "numpy":
            yield "the file to submit needs a name of its own that Python can import", f"{name}.py"
    names = assignment.modules  # single letters are the result of a string in place of a tuple of strings
    if not names or not all(len(name) > 1 and all(word.isidentifier() for word in name.split(".")) for name in names):
        yield "`modules` does not contain names of modules", repr(names)
