"""Write what an assignment's derivations say in NumPy, so that grading needs no SymPy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.errors import AssignmentError
from grader.symbolic import Derivation
from grader.symbolic.slips import module_of

FILE = "generated.py"


def refresh(folder: Path, derivations: Sequence[Derivation]) -> bool:
    """Write generated.py in the folder of an assignment, if it is not what its derivations say. True if it was written.

    Nothing is written for derivations without slips and clues. Raises AssignmentError where it cannot be written, and for what is
    no derivation.
    """
    if other := [d for d in derivations if type(d) is not Derivation]:
        what, attempt = "DERIVATIONS is no tuple of derivations", "write (DERIVATION,)"
        raise AssignmentError(what, where=f"{folder.name}/derivations.py", value=type(other[0]).__name__, attempt=attempt)
    path, source = folder / FILE, module_of(derivations)
    if not any(d.slips or d.clues for d in derivations) or (path.is_file() and path.read_text(encoding="utf-8") == source):
        return False
    try:
        path.write_text(source, encoding="utf-8")
    except OSError as error:
        attempt = "validate a copy of the folder that can be written to"
        raise AssignmentError(
            f"{FILE} is missing or older than the derivations", where=str(path), value=str(error), attempt=attempt
        ) from error
    return True
