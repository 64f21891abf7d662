"""A number in code that runs on symbols: it does arithmetic, and refuses whatever would look at its value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, Self

import numpy as np
import sympy as sp

from grader.symbolic.tracing import formulas
from grader.symbolic.tracing.constants import exact
from grader.symbolic.tracing.refusing import REFUSED, refuse


class Number:
    """A SymPy expression in the place of a float64, or of a truth value.

    Entries of a Traced array are Numbers, so that nothing is gained by taking them out of it. Like a float, a Number does not
    change: `y = x; y += 1` leaves x alone. One without symbols is decided and converted like any number.
    """

    __slots__ = ("formula", "is_truth")

    def __init__(self, formula: Any, *, is_truth: bool = False) -> None:
        self.formula, self.is_truth = formula, is_truth

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """What isinstance(x, float) is told."""
        return np.bool_ if self.is_truth else np.float64

    @property
    def value(self) -> Any:
        """The float, or truth value, of one without symbols; otherwise None."""
        if not self.formula.is_number:
            return None
        return bool(self.formula) if self.is_truth else float(self.formula)

    # --- what looks at the value -------------------------------------------------------------------------------------------

    def __bool__(self) -> bool:
        """Refuse: an `if` would silently treat every symbol as true."""
        return bool(refuse("`if`, `and`, `or`, max(), min() or sorting", "if") if self.value is None else self.value)

    def __float__(self) -> float:
        """Refuse."""
        if self.value is None:
            refuse("a conversion to a Python float (float(x), math.exp(x), an entry of an array that holds floats)", "float")
        return float(self.value)

    def __int__(self) -> int:
        """Refuse."""
        return int(refuse("a conversion to an integer", "int") if self.value is None else self.value)

    def __index__(self) -> int:
        """Refuse, unless it is a whole number, such as a count of labels."""
        if self.value is None or not self.formula.is_Integer:
            refuse("an index or a size", "int")
        return int(self.formula)

    def __complex__(self) -> complex:
        """Refuse."""
        return complex(float(self))

    def __round__(self, *_: Any) -> NoReturn:
        """Refuse."""
        refuse("rounding", "round")

    __trunc__ = __floor__ = __ceil__ = __round__

    def __str__(self) -> str:
        """The formula; refused to code that is being traced."""
        return str(self.formula) if not REFUSED else refuse("a text of a number (str, print, a formatted string)", "text")

    __repr__ = __str__

    def __format__(self, _: str) -> str:
        """The same."""
        return str(self)

    def __hash__(self) -> int:
        """Refuse: a dict or set would compare structures."""
        return hash(
            refuse("a key of a dict or set, or an argument of a cached function", "state") if self.value is None else self.value
        )

    def __reduce__(self) -> NoReturn:
        """Refuse."""
        refuse("pickling", "text")

    def __copy__(self) -> Self:
        """Itself, as a number does not change."""
        return self

    def __deepcopy__(self, _: Any) -> Self:
        return self

    # --- arithmetic --------------------------------------------------------------------------------------------------------

    def __array_ufunc__(self, *arguments: Any, **options: Any) -> Any:
        """As for arrays."""
        return _arrays().apply(*arguments, **options)

    def __array_function__(self, function: Callable[..., Any], types: Any, args: Any, kwargs: Any) -> Any:
        """As for arrays."""
        del types
        return _arrays().call(function, args, kwargs)

    def _sympy_(self) -> Any:
        return self.formula

    def array(self) -> Any:
        """An array without axes that holds it."""
        return _arrays().traced(self)

    __iter__ = None

    def __getitem__(self, key: Any) -> Any:
        """x[()] and x[None], as NumPy's numbers have it."""
        return self.array()[key]

    def __getattr__(self, name: str) -> Any:
        """Attributes of NumPy's numbers, which are those of arrays; and the functions by which NumPy's loops for objects call."""
        if name.startswith("__"):
            raise AttributeError(name)
        if isinstance(ufunc := getattr(np, name, None), np.ufunc) and ufunc in formulas.RULES and ufunc.nin == 1:
            return lambda: operate(ufunc, self)
        if hasattr(float, name) and not hasattr(np.ndarray, name):
            refuse(f".{name} of a number", "float")  # an AttributeError would be one that numbers do not raise
        return getattr(self.array(), name)


def _arrays() -> Any:
    from grader.symbolic.tracing import arrays  # noqa: PLC0415  # arrays consist of numbers

    return arrays


def formula(entry: Any) -> sp.Expr:
    """The exact formula of anything that stands for one number. Raises Untraceable for anything else."""
    if type(entry) is Number:
        return entry.formula
    if isinstance(entry, bool | np.bool_ | int | np.integer):
        return sp.Integer(int(entry))
    if isinstance(entry, float | np.floating):
        return exact(float(entry))
    if isinstance(entry, sp.Expr):
        return entry
    if isinstance(entry, np.ndarray) and entry.ndim == 0:
        return formula(entry.item())
    return refuse(f"arithmetic with an object of type {type(entry).__name__}")


def number(entry: Any) -> Number:
    """A Number of anything that stands for one."""
    if type(entry) is Number:
        return entry
    return Number(formula(entry), is_truth=isinstance(entry, bool | np.bool_))


def operate(ufunc: np.ufunc, *operands: Any) -> Number:
    """The value of a ufunc at numbers."""
    numbers = [number(x) for x in operands]
    formulas_ = [x.formula for x in numbers]
    logical = all(x.is_truth for x in numbers)
    if ufunc in formulas.LOGIC and logical:
        return Number(formulas.LOGIC[ufunc](*formulas_), is_truth=True)
    if ufunc in formulas.CONDITIONS:
        return Number(formulas.CONDITIONS[ufunc](*formulas_), is_truth=True)
    if logical and ufunc in {np.add, np.subtract, np.negative}:
        refuse("adding or subtracting truth values", "truths")
    if (rule := formulas.RULES.get(ufunc)) is not None:
        return Number(rule(*formulas_), is_truth=logical and ufunc is np.multiply)
    if all(x.value is not None for x in numbers) and ufunc.nout == 1:
        return number(ufunc(*(x.value for x in numbers)))
    return refuse(f"np.{ufunc.__name__}", ufunc.__name__)


def _operator(ufunc: np.ufunc, *, reflected: bool = False) -> Callable[..., Any]:
    def operator(self: Number, *other: Any) -> Any:
        if other and not (type(other[0]) is Number or isinstance(other[0], bool | int | float | np.generic)):
            if other[0] is None or isinstance(other[0], str):
                return NotImplemented
            return ufunc(*other, self) if reflected else ufunc(self, *other)
        return operate(ufunc, *other, self) if reflected else operate(ufunc, self, *other)

    return operator


_OPERATORS: dict[str, np.ufunc] = {
    "__add__ __radd__": np.add,
    "__sub__ __rsub__": np.subtract,
    "__mul__ __rmul__": np.multiply,
    "__truediv__ __rtruediv__": np.true_divide,
    "__floordiv__ __rfloordiv__": np.floor_divide,
    "__mod__ __rmod__": np.remainder,
    "__pow__ __rpow__": np.power,
    "__matmul__ __rmatmul__": np.matmul,
    "__and__ __rand__": np.bitwise_and,
    "__or__ __ror__": np.bitwise_or,
    "__xor__ __rxor__": np.bitwise_xor,
    "__eq__": np.equal,
    "__ne__": np.not_equal,
    "__lt__": np.less,
    "__le__": np.less_equal,
    "__gt__": np.greater,
    "__ge__": np.greater_equal,
    "__neg__": np.negative,
    "__pos__": np.positive,
    "__abs__": np.absolute,
    "__invert__": np.invert,
}
for _names, _ufunc in _OPERATORS.items():
    for _name in _names.split():
        setattr(Number, _name, _operator(_ufunc, reflected=_name.startswith("__r")))
