"""Validate softmax regression with each reference of `tests.support.programs`: only the right ones pass every check."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from grader.errors import AssignmentError
from grader.validation import validate
from reference.softmax_regression.assignment import ASSIGNMENT, FUNCTION
from reference.softmax_regression.derivations import DERIVATIONS
from tests.support.programs import REFUSED, RIGHT, UNTRACED, WRONG, edited, inserted

PROGRAMS: dict[str, tuple[bool, Callable[[], Callable[..., Any]]]] = {
    **{f"right: {name}": (True, lambda edits=edits: edited(*edits)) for name, edits in RIGHT.items()},
    **{f"wrong: {name}": (False, lambda edits=edits: edited(*edits)) for name, edits in WRONG.items()},
    **{f"refused: {name}": (False, lambda code=code: inserted(code)) for name, (code, _) in REFUSED.items()},
    **{f"untraced: {name}": (False, lambda code=code: inserted(code)) for name, code in UNTRACED.items()},
}
"""Whether a program is right, and how it is made."""


def misjudged(name: str) -> str:
    """The program's name if validation is wrong about it; otherwise ""."""
    is_right, make = PROGRAMS[name]
    assignment = replace(ASSIGNMENT, functions=(replace(FUNCTION, reference=make()),), mistakes=())
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # one of them prints
            validation = validate(assignment, DERIVATIONS)
    except AssignmentError as error:
        return f"{name}: {error}" if is_right else ""
    except Exception as error:  # noqa: BLE001  # a crash
        return f"{name}: {type(error).__name__}: {error}"
    checks = [check for part in validation.parts for check in (part.proof, part.traced, part.numeric)]
    passed = bool(checks) and all(check.ok for check in checks)
    return "" if passed is is_right else name
