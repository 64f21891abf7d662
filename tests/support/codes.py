"""Write the page of all codes that assignments give, from the records that give them: `python -m tests.support.codes`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from grader import catalogue
from grader.model import Assignment, Mistake
from grader.model.codes import CODES, REMARKS

PAGE = Path(__file__).resolve().parents[2] / "reference/CODES.md"
HEAD = """\
# The codes of a diagnosis

What a report may call a mistake, by assignment, beside the general codes that hold for every assignment. This page is written by
`python -m tests.support.codes` from the records that grade, and a test holds it in sync. Students see a mistake's code and its
hint, instructors also what the value equals.
"""
SHARED = "What the judge may say of any assignment; a star stands for a code below."
MISTAKES = "A wrong value that equals this on every case has this code. A code means the same kind of slip in every part."
ROWS = "`only-CODE`: only these rows are wrong."
CASES = "`wrong-when-CODE`: wrong exactly in the cases where this holds. `right-only-when-CODE`: right exactly in these."
SIZES = "`divided-by-LETTER` and `times-LETTER` (in lower case): off by the factor of a size, which differs from case to case."
INVARIANTS = "What is true of every right value, and not of this one."
POLICY = (
    "What is left of the points; any other incorrect value leaves nothing, any other right value in a wrong form this share: "
)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a Markdown table."""
    yield from ("", f"| {' | '.join(head)} |", f"|{'|'.join('---' for _ in head)}|")
    yield from (f"| {' | '.join(text.replace('|', '&#124;') for text in row)} |" for row in rows)


def section(title: str, said: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A heading, a sentence and a table; nothing where there are no rows."""
    if rows:
        yield from ("", f"### {title}", "", said, *table(head, rows))


def mistakes(told: Iterable[Mistake]) -> list[tuple[str, str, str, str]]:
    """Code, parts, what and hint; a row for each thing that is said of a code."""
    parts: dict[tuple[str, str, str], list[str]] = {}
    for m in told:
        parts.setdefault((m.code, m.what, m.hint), []).append(m.part)
    return [(f"`{code}`", ", ".join(dict.fromkeys(where)), what, hint) for (code, what, hint), where in sorted(parts.items())]


def described(told: Iterable[object]) -> list[tuple[str, str, str]]:
    """Code, functions and what, of records that have these."""
    functions: dict[tuple[str, str], list[str]] = {}
    for x in told:
        functions.setdefault((x.code, x.what), []).append(x.function)  # type: ignore[attr-defined]
    return [(f"`{code}`", ", ".join(dict.fromkeys(where)), what) for (code, what), where in functions.items()]


def of(assignment: Assignment) -> Iterator[str]:
    """The lines about one assignment."""
    features, policy = assignment.features, assignment.policy
    columns = "code", "function", "what"
    letters: dict[str, list[str]] = {}
    for size in features.sizes:
        letters.setdefault(size.letter, []).append(size.function)
    yield from ("", f"## {assignment.name}")
    yield from section("Mistakes", MISTAKES, ("code", "part", "the value equals", "hint"), mistakes(assignment.mistakes))
    yield from section("Rows", ROWS, columns, described(features.named_rows))
    yield from section("Cases", CASES, columns, described(features.conditions))
    yield from section("Sizes", SIZES, ("letter", "function"), [(f"`{a}`", ", ".join(b)) for a, b in letters.items()])
    yield from section("Invariants", INVARIANTS, columns, described(features.invariants))
    shares = [(f"`{code}`", str(share)) for code, share in {**policy.by_code, **policy.incorrect}.items()]
    yield from section("Policy", f"{POLICY}{policy.partial}.", ("code", "share"), shares)


def page() -> str:
    """The whole page."""
    shared = [(f"`{code}`", what) for code, what in CODES.items()]
    remarks = [(f"`{code}`", what) for code, what in REMARKS.items()]
    lines = [*section("For every assignment", SHARED, ("code", "what it claims"), shared)]
    lines += section("Remarks", "Remarks cost no points.", ("code", "what it claims"), remarks)
    return (
        HEAD
        + "\n".join(lines).replace("###", "##")
        + "\n"
        + "\n".join(line for name in catalogue.names() for line in of(catalogue.load(name)))
        + "\n"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
