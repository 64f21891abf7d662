"""Stand-ins for what a submission imports and cannot have: they raise when they are used, not when they are named."""

from __future__ import annotations

from collections.abc import Callable
from types import GenericAlias, ModuleType, NoneType, UnionType
from typing import Any, NoReturn

# What a value is asked for when something is computed with it, or when it is called, iterated or entered.
_USES = """
" abs add aenter aexit and array array_function array_ufunc await call contains delitem divmod enter exit float floordiv ge gt
iadd iand ifloordiv ilshift imatmul imod imul index int invert ior ipow irshift isub iter itruediv ixor le len lshift lt matmul
mod mro_entries mul neg next pos pow radd rand rdivmod reversed rfloordiv rlshift rmatmul rmod rmul round rpow rrshift rshift
rsub rtruediv rxor setitem sub truediv xor
"""


class AbsentError(ModuleNotFoundError):
    """A stand-in was used. The text says which line imports what."""


AbsentError.__name__ = AbsentError.__qualname__ = ModuleNotFoundError.__name__  # as a submission and its author see it


class Absent:
    """A stand-in for a module that is not available, or for something in it.

    Its attributes are stand-ins too, so that annotations work; no object is an instance of it. In a union (`array | Tensor`)
    objects may be instances of the other members.
    """

    __all__ = ()  # `from torch import *` defines nothing
    _text, _others = "", ()

    def __init__(self, text: str, others: tuple[Any, ...] = ()) -> None:
        self._text, self._others = text, others

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("__") and name != "__version__":  # the language asks for many of these, and takes no for an answer
            raise AttributeError(self._text)
        return Absent(self._text)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<{self._text}>"

    def __getitem__(self, item: object) -> Absent:
        return Absent(self._text)

    def __or__(self, other: object) -> Absent:
        if isinstance(other, type | NoneType | UnionType | GenericAlias | Absent) or hasattr(other, "__origin__"):
            return Absent(self._text, (*self._others, NoneType if other is None else other))
        raise AbsentError(self._text)

    __ror__ = __or__

    def __instancecheck__(self, instance: object) -> bool:
        return bool(self._others) and isinstance(instance, self._others)

    def __subclasscheck__(self, subclass: type) -> bool:
        return bool(self._others) and issubclass(subclass, self._others)


def _use(name: str) -> Callable[..., NoReturn]:
    def method(self: Absent, *_: object, **__: object) -> NoReturn:
        raise AbsentError(self._text)

    method.__name__ = name
    return method


for _name in _USES.split():
    setattr(Absent, f"__{_name}__", _use(f"__{_name}__"))


class Extended(ModuleType):
    """A copy of a module with further names: the module itself stays as it is for everybody else."""

    def __init__(self, module: ModuleType, more: dict[str, Any]) -> None:
        super().__init__(module.__name__)
        vars(self).update({**vars(module), **more})
