"""The file that a student starts from: the reference's signatures and shapes, neither its derivations nor its code."""

from __future__ import annotations

import ast
import inspect
import textwrap

from grader.model import Assignment, Function

DERIVATION = "\n\nDerivation\n"
"""From here on a docstring of the reference gives the answer away."""

HEADER = '''"""{title}.

Write your functions here; `grader check` says what is right and names what is not.
Arrays are float64. Do not change them in place.
"""

import numpy as np
'''


def student_template(assignment: Assignment) -> str:
    """The source of the file that students complete; every function of it raises NotImplementedError."""
    functions = [_stub(assignment, function) for function in assignment.functions]
    return HEADER.format(title=assignment.title) + "".join(f"\n\n{stub}" for stub in functions)


def _stub(assignment: Assignment, function: Function) -> str:
    """One function without its derivation, its annotations and its body."""
    (node,) = ast.parse(textwrap.dedent(inspect.getsource(function.reference))).body
    assert isinstance(node, ast.FunctionDef)
    told = (ast.get_docstring(node) or "").split(DERIVATION)[0]
    parts = [part.id for part in assignment.parts if any(piece.function == function.name for piece in part.pieces)]
    parameters = ", ".join(argument.arg for argument in node.args.args)
    lines = [f'"""{told}' + ("\n" if "\n" in told else "") + '"""', f'raise NotImplementedError("part {", ".join(parts)}")']
    return f"def {node.name}({parameters}):\n" + textwrap.indent("\n".join(lines), "    ") + "\n"
