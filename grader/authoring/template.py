"""Write the file that a student starts from: signatures and shapes of the reference, without derivations and code."""

from __future__ import annotations

import ast
import inspect
import textwrap

from grader.model import Assignment

DERIVATION = "\n\nDerivation\n"
"""Heading after which a docstring of the reference gives the answer away."""

HEADER = '''"""{title}.

Write your functions here; `grader check` says what is right and names what is not.
Arrays are float64. Do not change them in place.
"""

import numpy as np
'''


def student_template(assignment: Assignment) -> str:
    """Write the file that students complete: each function raises NotImplementedError with the parts it belongs to."""
    stubs = []
    for function in assignment.functions:
        (node,) = ast.parse(textwrap.dedent(inspect.getsource(function.reference))).body
        assert isinstance(node, ast.FunctionDef)
        parameters = ", ".join(argument.arg for argument in node.args.args)
        summary = (ast.get_docstring(node) or "").split(DERIVATION)[0]
        docstring = f'"""{summary}\n"""' if "\n" in summary else f'"""{summary}"""'
        parts = [part.id for part in assignment.parts if any(piece.function == function.name for piece in part.pieces)]
        body = f'{docstring}\nraise NotImplementedError("part {", ".join(parts)}")'
        stubs.append(f"\n\ndef {node.name}({parameters}):\n" + textwrap.indent(body, "    ") + "\n")
    return HEADER.format(title=assignment.title) + "".join(stubs)
