"""Well-known functions, of Python and NumPy: what they do to a step."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import NamedTuple

from . import tiny
from .graph import Argument, Atom, Call, Origin
from .reader import KEY, Reader, Value, called_name, either, inverted, roots
from .scopes import Var

# What is proportional to its arguments, or to the object that it is a method of.
_PROPORTIONAL = (
    "array asarray astype atleast_1d broadcast_to complex128 copy copysign cycle deepcopy diag enumerate flatten float float32"
    " float64 full full_like item list longdouble ravel repeat reshape reversed sorted squeeze stack tile tolist tuple zip"
)
_MEASURES = ("abs", "absolute", "fabs", "mean", "norm", "sum")  # proportional too, and a loss may be one of them
_CHOOSES = ("max", "maximum", "min", "minimum", "where")
_FILLS = ("empty", "empty_like", "zeros", "zeros_like")
_ADDS = frozenset({"add", "complex", "sub", "subtract"})
_MULTIPLIES = ("dot", "inner", "matmul", "mul", "multiply", "outer", "tensordot", "vdot")
_DIVIDES = ("divide", "gradient", "truediv", "true_divide")  # np.gradient(values, h) differences and divides
_DIVIDES_BY_FIRST = ("lstsq", "polyfit", "solve")  # slopes fitted to differences
_ROOTS = {"sqrt": 1 / 2, "cbrt": 1 / 3}
_POWERS = ("float_power", "pow", "power")
_CONSTANTS = ("exp", "exp2", "ldexp", "spacing", "ulp")  # of constants they may be the step itself
# What shows, measures or compares, and returns nothing that is computed with.
_LOOKS = (
    "allclose assert_allclose assert_almost_equal debug format hasattr info isclose isfinite isinstance isnan len print range"
    " repr str type warn warning"
)
# What puts its arguments into the object that it is a method of, or into its own first argument.
_PUTS_INTO_FIRST = frozenset({"at", "copyto", "put"})
_PUTS = ("append", "appendleft", "extend", "fill", "insert", "itemset", "setdefault", "update", *_PUTS_INTO_FIRST)


class Known(NamedTuple):
    """A call of something well-known: what it is a method of (perhaps a module), what it is handed, the constants among that."""

    node: ast.Call
    name: str
    base: Argument
    asked: Call
    numbers: list[tiny.Number | None]

    @property
    def arguments(self) -> list[Argument]:
        """All that is handed over."""
        return [*self.asked.positional, *self.asked.spread, *self.asked.named.values()]

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """What the arguments are proportional to."""
        return tuple(atom for argument in self.arguments for atom in argument.atoms)

    def evaluated(self, reader: Reader) -> None:
        """It is a function of all that it is handed, and of the object."""
        reader.evaluated([variable for argument in (self.base, *self.arguments) for variable in argument.depends])


def _proportional(_: Reader, known: Known) -> Value:
    return Value(
        atoms=known.base.atoms + known.atoms, functions=tuple(f for argument in known.arguments for f in argument.functions)
    )


def _measures(reader: Reader, known: Known) -> Value:
    known.evaluated(reader)
    return _proportional(reader, known)


def _chooses(reader: Reader, known: Known) -> Value:
    """The largest of a step and of something else is no step, nor is np.where(norm > 0, norm, 1e-8)."""
    first = 1 if known.name == "where" else 0
    if known.asked.spread:
        return Value()
    values = [(known.node, Value(atoms=argument.atoms)) for argument in known.asked.positional[first:]]
    return reader.choice(known.node, values) if len(values) > 1 else _proportional(reader, known)


def _fills(_: Reader, __: Known) -> Value:
    return Value(blank=True)


def _adds(reader: Reader, known: Known) -> Value:
    """Also complex(x, h); a set takes one argument, and complex(0, h) is proportional to h."""
    if len(known.arguments) < 2:
        return _puts(reader, known)
    if known.name == "complex" and known.numbers[:1] != [None]:
        return _proportional(reader, known)
    return reader.moved(known.atoms)


def _multiplies(reader: Reader, known: Known) -> Value:
    """Products are functions too: what comes out may be a loss."""
    known.evaluated(reader)
    handed = known.asked.positional
    if not handed:
        return Value()
    (before, one, *_), (after, other, *_) = handed[:2] if len(handed) > 1 else (known.base, handed[0])  # np.dot(u, v), u.dot(v)
    reader.graph.divide(before, inverted(other), reader.place)
    reader.graph.divide(after, inverted(one), reader.place)
    return Value(atoms=either(one, other))


def _divides(reader: Reader, known: Known) -> Value:
    if len(known.arguments) < 2:
        return Value()
    (before, one, *_), (after, other, *_) = known.arguments[:2]
    if known.name in _DIVIDES_BY_FIRST:
        before, one, other = after, other, one
    reader.graph.divide(before, other, reader.place)
    return Value(atoms=either(one, inverted(other)) if all(map(reader.library.of_module, before)) else one)


def _inverts(_: Reader, known: Known) -> Value:
    return Value(atoms=inverted(known.atoms))


def _powers(reader: Reader, known: Known) -> Value:
    """Roots and powers."""
    known.evaluated(reader)
    exponent = known.numbers[1] if len(known.numbers) == 2 else _ROOTS.get(known.name)
    return power(reader, known.node, known.arguments[0].atoms if known.arguments else (), exponent)


def power(reader: Reader, node: ast.expr, atoms: tuple[Atom, ...], exponent: tiny.Number | None) -> Value:
    """A power of what is proportional to these: a root of something tiny is where a step begins."""
    real = 0.0 if exponent is None else exponent.real
    if real == -1:
        return Value(atoms=inverted(atoms))
    if atoms and 0 < real < 1:
        return Value(atoms=(reader.graph.origin(Origin(node, reader.unit, 0.0, roots=atoms, root=real)),))
    return Value()


def _looks(reader: Reader, known: Known) -> Value:
    reader.graph.place(known.base.atoms + known.atoms)
    return Value()


def _evaluates(reader: Reader, known: Known) -> Value:
    """A function of numbers that is none of the above."""
    known.evaluated(reader)
    return Value()


def _puts(reader: Reader, known: Known) -> Value:
    """Into the object, or into the first argument (np.put, np.copyto, np.add.at)."""
    function, arguments = known.node.func, known.arguments
    first = known.name in _PUTS_INTO_FIRST and len(known.node.args) > 1
    target = known.node.args[0] if first else function.value if isinstance(function, ast.Attribute) else None
    if target is None:
        return Value()
    depends = [variable for argument in arguments[first:] for variable in argument.depends]
    atoms = tuple(atom for argument in arguments[first:] for atom in argument.atoms)
    if isinstance(function, ast.Attribute) and called_name(function.value) in _ADDS:
        depends.append(reader.graph.move(atoms, reader.place))
    else:
        for variable in roots(target, reader.scope):
            reader.graph.flow(variable, atoms, whole=False)
    reader.store(target, depends)
    return Value()


def _names(reader: Reader, known: Known) -> Value:
    """dict(h=1e-5)."""
    for name, argument in known.asked.named.items():
        reader.give(Var(KEY, name), Value(functions=argument.functions), argument.atoms, argument.depends)
    return Value()


WELL_KNOWN: dict[str, Callable[[Reader, Known], Value]] = {
    **dict.fromkeys(_PROPORTIONAL.split(), _proportional),
    **dict.fromkeys(_MEASURES, _measures),
    **dict.fromkeys(_CHOOSES, _chooses),
    **dict.fromkeys(_FILLS, _fills),
    **dict.fromkeys(_ADDS, _adds),
    **dict.fromkeys(_MULTIPLIES, _multiplies),
    **dict.fromkeys((*_DIVIDES, *_DIVIDES_BY_FIRST), _divides),
    **dict.fromkeys((*_ROOTS, *_POWERS), _powers),
    **dict.fromkeys(_LOOKS.split(), _looks),
    **dict.fromkeys(_CONSTANTS, _evaluates),
    **dict.fromkeys(_PUTS, _puts),
    **dict.fromkeys(("inv", "pinv", "reciprocal"), _inverts),
    "dict": _names,
}
"""What to do with a call, by the last part of the name by which a function is called."""
