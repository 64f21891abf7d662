"""Recognise a text that only defines functions, by its lines: to parse it into objects takes longer than to compile it.

A line that begins at the margin begins a statement, or lies in a string. It must be a definition, an import, a number or a name
that gets another name, or the guard of a program; all other lines belong to those. Whatever is not recognised is parsed.
"""

from __future__ import annotations

import re

_BLANK = rb"[ \t]*(?:#[^\n]*)?\n"
_DOCSTRING = re.compile(
    rb"\A(?:\xef\xbb\xbf)?(?:" + _BLANK + rb')*(?:"""[^"\\]*"""|\'\'\'[^\'\\]*\'\'\'|"[^"\\\n]*"|\'[^\'\\\n]*\')' + _BLANK
)
_AT_THE_MARGIN = re.compile(rb"^[^ \t\n#].*$", re.MULTILINE)
_PARAMETER = rb" *\*{0,2}\w+ *(?:= *-?[\w.]+ *)?"
_NAMES = rb"\w+(?: as \w+)?(?:, *\w+(?: as \w+)?)*"
_LINE = re.compile(
    rb"def \w+\((?:" + _PARAMETER + rb"(?:," + _PARAMETER + rb")*)?\) *:.*"
    rb"|import ([\w.]+)(?: as \w+)?(?:[ \t]*#.*)?[ \t]*"
    rb"|from ([\w.]+) import (?:\*|" + _NAMES + rb")(?:[ \t]*#.*)?[ \t]*"
    rb"|[A-Za-z]\w* *= *-?[\w.]+[ \t]*"
    rb"|if __name__ *== *(?:'__main__'|\"__main__\") *:.*"
)


def imported_by_definitions(source: bytes) -> list[str] | None:
    """The modules that a text imports at the top level, if it does nothing else there but define; None for any other text.

    The guard of a program counts as nothing, so that the text must not run as one.
    """
    text = source.replace(b"\r\n", b"\n") + b"\n"
    if re.search(rb"[\r\f\v\0]|\A[^\n]*\n?[^\n]*coding", text):
        return None
    if docstring := _DOCSTRING.match(text):
        text = text[docstring.end() :]
    names = []
    for line in _AT_THE_MARGIN.findall(text):
        match = _LINE.fullmatch(line)
        if match is None:
            return None
        names += [name.decode() for name in match.groups() if name]
    return names
