"""Turn the frames of the box into records of `model`: texts are cut and cleaned, values of a wrong type are refused.

`lines` are the numbers of lines of the files that were loaded, by path: no other place is believed. Students are shown the places
of faults, and must not be shown hidden inputs there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.model import Answer, Fault, FaultKind, LeftOut, Loaded, NotNumeric, Output
from grader.sandbox.wire import MOST_ARRAYS, Frame, Plain, WireError

_MESSAGE_LENGTH = 600  # characters of an exception's text: a few lines of a report; the names of all allowed modules fit
_NAME_LENGTH = 200  # characters of a name, a type, a path: one line
_PATH_LENGTH = 4096  # of a path that is looked up
_MOST_NAMES = 5000  # functions of a module; a header has no room for more
_MOST_WARNINGS = 20  # more than the untrusted half keeps
_MOST_LEFT_OUT = 20  # statements: a report has no room for more
_MOST_STATEMENTS = 2**31  # a file has at most as many as bytes

# The kinds of fault that the box may report. The judge itself finds the others.
_REPORTABLE = {kind.value: kind for kind in (FaultKind.MISSING, FaultKind.RAISED, FaultKind.MALFORMED)}


def expect(frame: Frame, number: int, call: int | None = None) -> None:
    """Raise WireError unless the frame answers this request, and this call of it."""
    header = frame.header
    if not (_same_int(header.get("id"), number) and (call is None or _same_int(header.get("call"), call))):
        raise WireError("an answer to another request")


def running(frame: Frame, lines: Mapping[str, int]) -> LeftOut | None:
    """Return the statement that is about to be run; None for a frame that ends the load. Raises WireError."""
    match frame.header.get("running"):
        case None:
            return None
        case [str(file), int(position), int(line)] if 0 <= position < _MOST_STATEMENTS and 0 < line <= lines.get(file, 0):
            return LeftOut(file=file, line=line, position=position)
    raise WireError("a statement that cannot be")


def loaded(frame: Frame, lines: Mapping[str, int], wanted: Sequence[str] = (), skipped: Sequence[LeftOut] = ()) -> Loaded:
    """Return the result of a load. Raises WireError.

    wanted   functions of which it may say why they are not defined
    skipped  statements that were not run
    """
    names = frozenset(_texts(frame.header.get("names"), most=_MOST_NAMES, length=_NAME_LENGTH))
    untouched = frozenset(_texts(frame.header.get("untouched"), most=_MOST_NAMES, length=_NAME_LENGTH))
    listed, reasons = frame.header.get("left_out", []), frame.header.get("undefined", {})
    if not isinstance(listed, list) or not isinstance(reasons, dict):
        raise WireError("not what was left out")
    found = [_left_out(each, lines) for each in listed[:_MOST_LEFT_OUT]]
    left_out = {(left.file, left.line, left.module): left for left in [*skipped, *found][::-1]}
    faults = {name: _fault(reasons[name], lines) for name in wanted if name in reasons and name not in names}
    return Loaded(
        names=names,
        untouched=untouched & names,
        undefined={name: fault for name, fault in faults.items() if fault},
        left_out=tuple(sorted(left_out.values(), key=lambda left: (left.file, left.line or 0))),
        fault=_fault(frame.header.get("fault"), lines),
    )


def answer(frame: Frame, lines: Mapping[str, int]) -> Answer:
    """Return the answer to a call. Raises WireError."""
    if frame.outputs is not None:
        outputs = [NotNumeric(type_name=clean(o, _NAME_LENGTH)) if isinstance(o, str) else o for o in frame.outputs]
        return Answer(outputs=tuple(outputs))
    header = frame.header
    fault = _fault(header.get("fault"), lines)
    values = () if fault else _outputs(header.get("outputs"), frame.arrays)
    warnings = _texts(header.get("warnings", []), most=_MOST_WARNINGS, length=_MESSAGE_LENGTH)
    return Answer(outputs=values, fault=fault, changed_inputs=header.get("changed") is True, warnings=warnings)


def clean(text: str, length: int = _MESSAGE_LENGTH) -> str:
    """Cut a text, and replace lone surrogates, which no encoding accepts. The writers of reports escape it."""
    return text[:length].encode(errors="replace").decode()


def _outputs(values: object, arrays: Sequence[Plain]) -> tuple[Output, ...]:
    """Return the outputs: a number is the position of an array in the frame, a text the type of a value that is no array."""
    if not isinstance(values, list) or len(values) > MOST_ARRAYS:
        raise WireError("the outputs are not a list, or too many")
    outputs: list[Output] = []
    for value in values:
        if isinstance(value, str):
            outputs.append(NotNumeric(type_name=clean(value, _NAME_LENGTH)))
        elif type(value) is int and 0 <= value < len(arrays):
            outputs.append(arrays[value])
        else:
            raise WireError("an output is neither an array of its frame nor the name of a type")
    return tuple(outputs)


def _fault(value: object, lines: Mapping[str, int]) -> Fault | None:
    if value is None:
        return None
    match value:
        case {"kind": str(kind), **more} if kind in _REPORTABLE:
            file, line = _text(more.get("file", ""), _PATH_LENGTH), more.get("line")
            if type(line) is not int or not 0 < line <= lines.get(file, 0):
                line = None
            return Fault(
                kind=_REPORTABLE[kind],
                error=_text(more.get("error", ""), _NAME_LENGTH),
                message=_text(more.get("message", ""), _MESSAGE_LENGTH),
                line=line,
                file=clean(file, _NAME_LENGTH) if file in lines else "",
                excerpt=_texts(more.get("excerpt", []), most=2, length=_NAME_LENGTH),
            )
    raise WireError("a fault of a kind that the box may not report")


def _left_out(value: object, lines: Mapping[str, int]) -> LeftOut:
    match value:
        case [str(file), int(line), str(reason), str(module)] if 0 < line <= lines.get(file, 0):
            return LeftOut(file=file, line=line, reason=clean(reason), module=clean(module, _NAME_LENGTH))
    raise WireError("not a statement that was left out")


def _text(value: object, length: int) -> str:
    if not isinstance(value, str):
        raise WireError("not a text")
    return clean(value, length)


def _texts(values: object, *, most: int, length: int) -> tuple[str, ...]:
    if not isinstance(values, list) or len(values) > most:
        raise WireError("not a list of texts, or too long")
    return tuple(_text(value, length) for value in values)


def _same_int(value: object, number: int) -> bool:
    return type(value) is int and value == number
