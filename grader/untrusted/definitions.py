"""Recognise a text that only defines functions, by its lines: to parse it into objects takes longer than to compile it.

A line that begins at the margin begins a statement, or lies in a string. It must be a definition, an import, a number or a name
that gets another name, or the guard of a program; all other lines belong to those. Whatever is not recognised is parsed.
"""

from __future__ import annotations

import re

_BLANK = rb"[ \t]*(?:#[^\n]*)?\n"
_OTHER_ENDS = (b"\r", b"\f", b"\v", b"\0")  # characters that may end a line or an indentation
_DOCSTRING = re.compile(rb"\A(?:" + _BLANK + rb')*(?:"""[^"\\]*"""|\'\'\'[^\'\\]*\'\'\'|"[^"\\\n]*"|\'[^\'\\\n]*\')' + _BLANK)
_AT_THE_MARGIN = re.compile(rb"^[^ \t\n#].*$", re.MULTILINE)
_PARAMETER = rb"\s*\*{0,2}\w+\s*(?:=\s*-?[\w.]+\s*)?"
# No two `\s*` in a row: of many blanks they would be tried in as many ways.
_PARAMETERS = _PARAMETER + rb"(?:," + _PARAMETER + rb")*(?:,\s*)?"
_DEFINITION = re.compile(rb"^def \w+\((?:" + _PARAMETERS + rb"|\s*)\)[ \t]*:", re.MULTILINE)
_DEFINED = b"def:"  # what is put in the place of the beginning of a definition, on how many lines it may stand
_NAMES = rb"[\w.]+(?: as \w+)?(?:, *[\w.]+(?: as \w+)?)*"
_LINE = re.compile(
    rb"def:.*"
    rb"|import (" + _NAMES + rb")(?:[ \t]*#.*)?[ \t]*"
    rb"|from ([\w.]+) import (?:\*|" + _NAMES + rb")(?:[ \t]*#.*)?[ \t]*"
    rb"|[A-Za-z]\w* *= *-?(?:[0-9][0-9.]*e-)?[\w.]+[ \t]*"
    rb"|if __name__ *== *(?:'__main__'|\"__main__\") *:.*"
)


def imported_by_definitions(source: bytes) -> list[str] | None:
    """The modules that a text imports at the top level, if it does nothing else there but define; None for any other text.

    The guard of a program counts as nothing, so that the text must not run as one.
    """
    text = source.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n") + b"\n"
    if any(each in text for each in _OTHER_ENDS) or any(b"coding" in line for line in text.split(b"\n", 2)[:2]):
        return None
    if docstring := _DOCSTRING.match(text):
        text = text[docstring.end() :]
    names = []
    for line in _AT_THE_MARGIN.findall(_DEFINITION.sub(_DEFINED, text)):
        match = _LINE.fullmatch(line)
        if match is None:
            return None
        names += [name.split()[0].decode() for several in match.groups() if several for name in several.split(b",")]
    return names
