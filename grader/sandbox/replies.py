"""What the box says, turned into records of `model`: every text cut and cleaned, everything else of the right type or refused."""

from __future__ import annotations

from collections.abc import Sequence

from grader.model import Answer, Fault, FaultKind, Loaded, NotNumeric, Output
from grader.sandbox.wire import MOST_ARRAYS, Frame, Plain, WireError

_MESSAGE_LENGTH = 600  # characters of an exception's text: a few lines of a report; the names of all offered modules fit
_NAME_LENGTH = 200  # characters of a name, a type, a path: one line
_MOST_NAMES = 5000  # functions of a module; a header has no room for more
_MOST_WARNINGS = 20  # more than the box keeps

# What the box may say of itself. The other kinds are the judge's to find.
_SAID = {kind.value: kind for kind in (FaultKind.MISSING, FaultKind.RAISED, FaultKind.MALFORMED)}


def expect(frame: Frame, number: int, call: int | None = None) -> None:
    """Raise WireError unless the frame answers this request, and this call of it."""
    header = frame.header
    if not (_same_int(header.get("id"), number) and (call is None or _same_int(header.get("call"), call))):
        raise WireError("an answer to something that was not asked")


def loaded(frame: Frame) -> Loaded:
    """What became of a load. Raises WireError."""
    names = frozenset(_texts(frame.header.get("names"), most=_MOST_NAMES, length=_NAME_LENGTH))
    untouched = frozenset(_texts(frame.header.get("untouched"), most=_MOST_NAMES, length=_NAME_LENGTH))
    fault = _fault(frame.header.get("fault"))
    return Loaded(names=names, untouched=untouched & names, fault=fault)


def answer(frame: Frame) -> Answer:
    """What came of a call. Raises WireError."""
    header = frame.header
    fault = _fault(header.get("fault"))
    outputs = () if fault else _outputs(header.get("outputs"), frame.arrays)
    warnings = _texts(header.get("warnings", []), most=_MOST_WARNINGS, length=_MESSAGE_LENGTH)
    return Answer(outputs=outputs, fault=fault, changed_inputs=header.get("changed") is True, warnings=warnings)


def clean(text: str, length: int = _MESSAGE_LENGTH) -> str:
    """A text that can be stored: cut, and without lone surrogates, which no encoding takes. Escaping is the writers' business."""
    return text[:length].encode(errors="replace").decode()


def _outputs(values: object, arrays: Sequence[Plain]) -> tuple[Output, ...]:
    """Positions stand for arrays, texts for the types of what is no array."""
    if not isinstance(values, list) or len(values) > MOST_ARRAYS:
        raise WireError("outputs that are no list")
    return tuple(_output(value, arrays) for value in values)


def _output(value: object, arrays: Sequence[Plain]) -> Output:
    if isinstance(value, str):
        return NotNumeric(type_name=clean(value, _NAME_LENGTH))
    if type(value) is int and 0 <= value < len(arrays):
        return arrays[value]
    raise WireError("an output that is neither an array of this frame nor a type")


def _fault(value: object) -> Fault | None:
    if value is None:
        return None
    match value:
        case {"kind": str(kind), **more} if kind in _SAID:
            return Fault(
                kind=_SAID[kind],
                error=_text(more.get("error", ""), _NAME_LENGTH),
                message=_text(more.get("message", ""), _MESSAGE_LENGTH),
                line=_line(more.get("line")),
                file=_text(more.get("file", ""), _NAME_LENGTH),
            )
    raise WireError("a fault of a kind that the box cannot know")


def _text(value: object, length: int) -> str:
    if not isinstance(value, str):
        raise WireError("a text that is none")
    return clean(value, length)


def _texts(values: object, *, most: int, length: int) -> tuple[str, ...]:
    if not isinstance(values, list) or len(values) > most:
        raise WireError("a list of texts that is none, or too long")
    return tuple(_text(value, length) for value in values)


def _line(value: object) -> int | None:
    """A line number, None for anything that cannot be one (a file has at most as many lines as bytes: below 2**31)."""
    return value if type(value) is int and 0 < value < 2**31 else None


def _same_int(value: object, number: int) -> bool:
    return type(value) is int and value == number
