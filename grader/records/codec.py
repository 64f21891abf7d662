"""Convert frozen dataclasses to plain JSON values and back.

A dataclass is a JSON object with one key for each field, in the order of the fields. Type hints say what is accepted when it is
read; a field with a default may be missing. Each format lists its exceptions as `Layout`s, one for each dataclass. Every text is
made `plain` when it is written and when it is read.

Reading trusts nothing. A wrong value raises Misuse with its place in the file ("submissions[3].parts[0].verdict").
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from enum import Enum
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from grader.errors import Misuse
from grader.model.texts import plain

DIGITS = 6
"""Decimal places of points. A third of 10 points is 3.333333."""

LARGEST_DENOMINATOR = 1000
"""Of points. Fractions up to it differ by 1e-6 or more, twice the rounding above, so reading finds the exact fraction again."""

SLACK = 1e-4
"""Allowed difference between a stored and a computed sum: more than the rounding of a hundred parts, less than any points."""

SHARE = re.compile("[0-9]{1,9}(/[1-9][0-9]{0,8})?")

Record = dict[str, Any]
T = TypeVar("T")
Choice = TypeVar("Choice", bound=Enum)

hints_of = cache(get_type_hints)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A value of a JSON document and the way to it. A key that is missing is not `present`; its value is None."""

    value: Any
    path: str = ""
    present: bool = True
    nullable: bool = False

    def misfit(self, expected: str) -> Misuse:
        """The error to raise about this value."""
        what = f"expected {expected}{' or null' if self.nullable else ''}" if self.present else "this key is missing"
        attempt = "correct the value, or write the file again with `grader grade --json FILE`"
        return Misuse(what, where=self.path, value=repr(self.value)[:80] if self.present else "", attempt=attempt)

    def of_type(self, kind: type[T], name: str) -> T:
        """The value, if it has this type. True and false are not numbers."""
        if not isinstance(self.value, kind) or (isinstance(self.value, bool) and kind is not bool):
            raise self.misfit(name)
        return self.value

    def __getitem__(self, key: str) -> Place:
        members = self.of_type(dict, "an object")
        return Place(value=members.get(key), path=f"{self.path}.{key}" if self.path else key, present=key in members)

    def __iter__(self) -> Iterator[Place]:
        return (Place(value=value, path=f"{self.path}[{i}]") for i, value in enumerate(self.of_type(list, "a list")))

    def items(self) -> Iterator[tuple[str, Place]]:
        """The members of an object that may have any keys."""
        return ((plain(key), self[key]) for key in self.of_type(dict, "an object"))

    def text(self) -> str:
        """Text, without control characters and halves of surrogate pairs."""
        return plain(self.of_type(str, "text"))

    def number(self, largest: float = sys.float_info.max) -> float:
        """A finite number that a float can hold."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= largest:
            raise self.misfit("a finite number")
        return float(value)

    def share(self) -> Fraction:
        """A fraction in text, which is exact."""
        if not SHARE.fullmatch(self.text()):
            raise self.misfit('a fraction such as "1/2"')
        return Fraction(self.text())

    def choice(self, kind: type[Choice]) -> Choice:
        """A member of an enumeration."""
        for member in kind:
            if member.value == self.value:
                return member
        raise self.misfit(f"one of {', '.join(str(member.value) for member in kind)}")


READERS: dict[Any, Callable[[Place], Any]] = {
    str: Place.text,
    int: lambda place: place.of_type(int, "an integer"),
    bool: lambda place: place.of_type(bool, "true or false"),
    float: Place.number,
    # Points: sums of a class must stay numbers, too.
    Fraction: lambda place: Fraction(place.number(1e300)).limit_denominator(LARGEST_DENOMINATOR),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Converter:
    """Conversion of a single field that its type does not determine."""

    encode: Callable[[Any], Any]
    decode: Callable[[Place], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The differences between the JSON object of a dataclass and its fields.

    kind        value of a first key "kind", which tells apart the members of a union
    keys        keys that differ from the name of the field; "isolation.level" is a key of an inner object
    derived     properties that are written too, by the field that they precede; a file where they disagree is refused
    converters  conversions of single fields
    omitted     fields that are not written
    """

    kind: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    derived: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    converters: Mapping[str, Converter] = field(default_factory=dict)
    omitted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A JSON format: how each dataclass is written and read.

    layouts     by dataclass
    writers     functions that write what no Layout can describe, by type; what they write cannot be read back
    not_finite  writes NaN and infinity
    other       writes values of any other type
    """

    layouts: Mapping[type, Layout]
    writers: Mapping[type, Callable[[Any], Any]] = field(default_factory=dict)
    not_finite: Callable[[float], Any] = lambda _: None
    other: Callable[[Any], Any] | None = None

    def encode(self, value: Any) -> Any:  # noqa: PLR0911 - one for each type
        """`value` as plain JSON values."""
        match value:
            case None | bool() | int():
                return value
            case float():
                return value if math.isfinite(value) else self.not_finite(value)
            case str():
                return plain(value)
            case Enum():
                return value.value
            case Fraction():
                return round(float(value), DIGITS)
            case Mapping():
                return {plain(str(key)): self.encode(member) for key, member in value.items()}
            case tuple() | list():
                return [self.encode(entry) for entry in value]
        writer = self.writers.get(type(value), self._encode_record if is_dataclass(value) else self.other)
        if writer is None:
            raise TypeError(f"no JSON value for {type(value).__name__}")
        return writer(value)

    def _encode_record(self, record: Any) -> Record:
        layout = self.layouts.get(type(record), Layout())
        written: Record = {"kind": layout.kind} if layout.kind else {}
        names = (name for each in fields(record) for name in (*layout.derived.get(each.name, ()), each.name))
        for name in names:
            if name not in layout.omitted:
                target = written
                *outer, key = layout.keys.get(name, name).split(".")
                for step in outer:
                    target = target.setdefault(step, {})
                convert = layout.converters[name].encode if name in layout.converters else self.encode
                target[key] = convert(getattr(record, name))
        return written

    def decode(self, kind: type[T], value: object) -> T:
        """The record of type `kind` that plain JSON values hold. Unknown keys are ignored. Raises Misuse for a wrong value."""
        decoded: T = self._decode(kind, value if isinstance(value, Place) else Place(value=value))
        return decoded

    def _decode(self, hint: Any, place: Place) -> Any:
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is UnionType:  # X | None
            return None if place.value is None and place.present else self._decode(arguments[0], replace(place, nullable=True))
        if origin is tuple:
            return tuple(self._decode(arguments[0], entry) for entry in place)
        if origin is Mapping:
            return {key: self._decode(arguments[1], member) for key, member in place.items()}
        if is_dataclass(hint):
            return self._decode_record(hint, place)
        return place.choice(hint) if issubclass(hint, Enum) else READERS[hint](place)

    def _decode_record(self, kind: Any, place: Place) -> Any:
        layout = self.layouts.get(kind, Layout())
        values = {}
        for each in fields(kind):
            hint, found, converter = hints_of(kind)[each.name], place, layout.converters.get(each.name)
            for key in layout.keys.get(each.name, each.name).split("."):
                found = found[key]
            is_absent = not found.present or (found.value is None and hint is float)  # null: a number that was not finite
            is_required = each.default is MISSING and each.default_factory is MISSING
            if is_required or not is_absent:
                values[each.name] = converter.decode(found) if converter else self._decode(hint, found)
        record = kind(**values)
        # Somebody who changes a sum by hand expects to see it. It would be lost here, so it is refused.
        for name in (name for names in layout.derived.values() for name in names):
            stored, computed = place[name], getattr(record, name)
            if computed is None or isinstance(computed, bool):
                agrees = stored.value is computed
            else:
                agrees = not stored.present or abs(stored.number() - computed) <= SLACK
            if not agrees:
                raise stored.misfit(f"{json.dumps(self.encode(computed))}, computed from the other values")
        return record
