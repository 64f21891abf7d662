"""Choose the interface that a submission is written for, by the functions that it defines.

Definitions are found by a scan of the text: this is a stranger's file, it may be no Python at all, and Python's parser can be
brought down by what it parses.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache

from grader.model import Assignment, Interface, Signature

_DEFINITION = re.compile(r"^[ \t]*(?:async[ \t]+)?def[ \t]+(\w+)[ \t]*\(", re.MULTILINE)
_ASSIGNMENT = re.compile(rb"^(\w+)[ \t]*=(?!=)", re.MULTILINE)
_WORD = re.compile(r"""#.*|"[^"\n]*"|'[^'\n]*'|[][(){},*/=]|\w+""")

_LONGEST = 2000
"""Characters of a list of parameters that are read: those of the courses take 200."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The positional parameters of a function as it is written.

    required  how many of them have no default
    more      True if there is an `*args`
    """

    names: tuple[str, ...]
    required: int
    more: bool = False


def choose(assignment: Assignment, names: Collection[str] | None, source: bytes = b"") -> Interface:
    """The interface of which a submission defines most names; of equals, the one whose arguments fit; then, the first.

    names   functions that the submission defines; if no interface has any of them, those count that stand in a class, say. None
            stands for those that the text defines
    source  its main file
    """
    signatures = {signature.name for interface in assignment.interfaces for signature in interface.signatures}
    written = cache(lambda: definitions(source, signatures))  # most submissions are told apart by their names
    names = written() if names is None else names
    known = names if assignment.interface_names.intersection(names) else written()
    counts = [sum(signature.name in known for signature in interface.signatures) for interface in assignment.interfaces]
    best = [interface for interface, count in zip(assignment.interfaces, counts, strict=True) if count == max(counts)]
    interface = best[0] if len(best) == 1 else max(best, key=lambda interface: _fit(interface, written()))
    provided = {signature.name for signature in interface.signatures if signature.provided}
    if not provided:
        return interface
    # What a course provides is not the student's, also where the course's module was handed in beside the file.
    own = {found[1].decode() for found in _ASSIGNMENT.finditer(source) if found[1].isascii()} | written().keys()
    missing = provided - (own & {*names})
    return replace(interface, signatures=tuple(s for s in interface.signatures if s.name not in missing))


def definitions(source: bytes, names: Collection[str]) -> dict[str, Parameters]:
    """Those of these functions that a text defines, wherever they stand in it; of one name, the last."""
    text = "\n".join(source.decode("utf-8", "replace").splitlines())
    ends = {found[1]: found.end() for found in _DEFINITION.finditer(text) if found[1] in names}
    return {name: _parameters(text[end : end + _LONGEST]) for name, end in ends.items()}


def _parameters(text: str) -> Parameters:
    """The parameters in a text that begins behind their opening parenthesis."""
    parameters: list[list[str]] = [[]]
    depth = 0
    for word in (found[0] for found in _WORD.finditer(text)):
        depth += (word in "([{") - (word in ")]}")
        if depth < 0:
            break
        if word == "," and depth == 0:
            parameters.append([])
        elif not word.startswith("#"):
            parameters[-1].append(word)
    written = [parameter for parameter in parameters if parameter and parameter != ["/"]]
    starred = next((n for n, parameter in enumerate(written) if parameter[0] == "*"), len(written))
    positional = written[:starred]
    return Parameters(
        names=tuple(parameter[0] for parameter in positional),
        required=sum("=" not in parameter for parameter in positional),
        more=any(parameter[1:] and parameter[1] != "*" for parameter in written[starred : starred + 1]),
    )


def _fit(interface: Interface, written: Mapping[str, Parameters]) -> tuple[int, int, int]:
    """The fit of the definitions to the arguments of an interface.

    The number of functions that can be called with them, of those that take them all and no more, and of parameters that have the
    same name.
    """
    pairs = [(s, written[s.name]) for s in interface.signatures if s.name in written]
    callable_ = sum(_takes(signature, parameters) for signature, parameters in pairs)
    exact = sum(len(signature.arguments) == len(parameters.names) for signature, parameters in pairs)
    alike = sum(a == b for signature, p in pairs for a, b in zip(signature.arguments, p.names, strict=False))
    return callable_, exact, alike


def _takes(signature: Signature, parameters: Parameters) -> bool:
    count = len(signature.arguments)
    return parameters.required <= count and (parameters.more or count <= len(parameters.names))
