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
    """The checks of one part. `hypotheses` are the assumptions of the proof, in words."""

    id: str
    statement: str
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
class Validation:
    """A whole validation. `problems` belong to no single part (points that do not add up, an unused case group)."""

    assignment: str
    seconds: float
    certificate: str = ""
    problems: tuple[str, ...] = ()
    parts: tuple[PartValidation, ...]

    @property
    def ok(self) -> bool:
        """True if there are parts and nothing is wrong."""
        return bool(self.parts) and not self.problems and all(part.ok for part in self.parts)
