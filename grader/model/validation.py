"""Results of `grader validate`: for each part, the outcome of each independent check of the reference."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of one part. `detail` explains a failure: a residual, a wrong entry, an exception.

    A proof has a verdict, "proved", "false" or "undecided", and is ok only if it is "proved"; `assumptions` are the conditions
    under which both sides have a value ("y > 0", "w != o").
    """

    ok: bool
    seconds: float = 0.0
    detail: str = ""
    verdict: str = ""
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NumericCheck(Check):
    """The check by finite differences. `max_relative_error` is None if nothing could be compared."""

    max_relative_error: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutants:
    """Wrong formulas given to the checks; each must be rejected by every check that can detect it and by a graded case."""

    rejected: int
    total: int
    survivors: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """True if there are mutants and none survived: without mutants nothing was shown."""
        return self.total > 0 and self.rejected == self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class PartValidation:
    """The checks of one part.

    statement   what is claimed of the outputs that the part judges, written from the claims, in ASCII and in Unicode
    hypotheses  the assumptions of the proof, in words
    """

    id: str
    statement: str
    statement_unicode: str = ""
    hypotheses: tuple[str, ...]
    proof: Check
    traced: Check
    numeric: NumericCheck
    mutants: Mutants

    @property
    def ok(self) -> bool:
        """True if every check passed."""
        return self.proof.ok and self.traced.ok and self.numeric.ok and self.mutants.ok


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralCheck:
    """A check of what belongs to no single part: interfaces, names of mistakes, features.

    figure    what was checked: "4 interfaces, isolation strong"
    failures  what is wrong, each with its place
    """

    name: str
    figure: str
    failures: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """True if nothing is wrong."""
        return not self.failures


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """A whole validation. `problems` belong to no single part (a group of cases that no part judges).

    assignment_sha256  a hash of the files of the assignment
    validated          the day on which all of this was found, where it was not found now; "" for now
    """

    assignment: str
    seconds: float
    assignment_sha256: str = ""
    validated: str = ""
    problems: tuple[str, ...] = ()
    checks: tuple[GeneralCheck, ...] = ()
    parts: tuple[PartValidation, ...]

    @property
    def ok(self) -> bool:
        """True if there are parts and nothing is wrong."""
        checks: tuple[PartValidation | GeneralCheck, ...] = (*self.parts, *self.checks)
        return bool(self.parts) and not self.problems and all(check.ok for check in checks)
