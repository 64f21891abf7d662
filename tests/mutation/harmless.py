"""Spoils that validation cannot and need not reject, each kind with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass

PROSE = frozenset(
    {
        "Assignment.title",
        "Block.name",
        "Case.why",
        "CaseCondition.what",
        "Invariant.what",
        "LinearTerms.expected",  # a name in both of its places
        "Mistake.hint",
        "Mistake.needs",
        "Mistake.what",
        "NamedRows.what",
        "Part.statement",
        "Part.title",
    }
)
"""Fields that are read by people only: no check can say that a sentence is another one than was meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Harmless:
    """Spoils in the files, of the kinds and in the lines that these patterns match, and the reason why they are harmless."""

    files: str
    reason: str
    kinds: str = ".*"
    lines: str = ".*"

    def fits(self, file: str, kind: str, line: str) -> bool:
        patterns = ((self.files, file), (self.kinds, kind), (self.lines, line))
        return all(re.fullmatch(pattern, text) for pattern, text in patterns)


HARMLESS = (
    Harmless(
        files=r".*/__init__\.py",
        kinds="swapped",
        reason="the order of the files: of two formulas that fit a wrong value, the one that fits all of it counts",
    ),
    Harmless(files=".*/mistakes.*", lines=r".*\brepeats\b.*|.*WHOSE.*", kinds="swapped", reason="the order of what it needs"),
    Harmless(
        files=".*/mistakes.*",
        reason="another wrong formula, which loses points under its own name: that name is a word. The tests have "
        "a wrong submission for each code",
    ),
    Harmless(
        files=".*/features.*",
        reason="another term that does not belong, a weaker invariant, other rows: true, and told from all others, under a name "
        "in words",
    ),
    Harmless(
        files=".*/derivations.*",
        lines=r'.*world\(.*|"[\w-]+": .*',
        reason="another world, or another wrong formula, which is rejected too",
    ),
    Harmless(
        files=".*/derivations.*",
        kinds="deleted entry|swapped",
        reason="a side remark less, or another order of facts: each output keeps its claims",
    ),
    Harmless(
        files=".*/derivations.*",
        kinds="number",
        lines=r'step\("[\w.]+", \d+, [A-Z_]+,.*|[A-Z_]+ = \(given\(.*',
        reason="the number of another line of the page, which is shown and not proved",
    ),
    Harmless(
        files=r".*/(shapes|cases|stress_cases|graded|rows)\.py",
        reason="other inputs, a draw that is less choosy, other usual cases: every check holds on them as well",
    ),
    Harmless(
        files="softmax_regression/assignment.py",
        lines=r'\(\(.*"\),|.*(TRIES|extreme|_draw|cancels|yhat|terms|1e-3).*',
        reason="other inputs, or a draw that is less choosy: every check holds on them as well",
    ),
    Harmless(
        files=r".*/assignment\.py",
        lines=".*(Fraction|as_handed_in|either_layout|named_loss|scored_only_if|needed_by|ignores|takes).*",
        reason="a decision of the author about points and layouts, which other files do not repeat; tests hold it",
    ),
    Harmless(
        files="word2vec/course/starter.py",
        reason="a text of the course, which nothing here can confirm; it decides between `missing` and an error",
    ),
    Harmless(
        files="word2vec/course/(reference_.*|utils.py|gradcheck.py)",
        lines=".*(K=10|assert|gradientText|1e-30|dtype|isinstance|<= windowSize|self.|class |^gradcheck_naive|^grad_tests).*",
        reason="a default that is never used, an assertion that holds too, a guard against zero",
    ),
    Harmless(files=r".*/(interfaces|tables)\.py", lines=".*strict=.*", reason="a guard that nothing runs into"),
    Harmless(
        files="word2vec/interfaces.py",
        lines=".*(more|others|different|windows?|words|sorted|K=10|WORDS).*",
        reason="other draws, another table, another window: a right program does not depend on them",
    ),
)
