"""The line that grades one part on one case again, made to be copied into a shell."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from rich.text import Text

from grader.model import PartResult, Report, Status, SubmissionResult, Verdict
from grader.report.escaping import printable

_LONGEST = 1000
"""Characters of a line that is shown: a few times what anybody types."""


def replay_line(part: PartResult, result: SubmissionResult, report: Report) -> str:
    """`grader grade FILE --seed N --part b --case 7`, with the path as the user named it, quoted where a shell asks for it.

    Without a case where it takes several to show what is wrong. "" where nothing has to be replayed, nothing could be run, nobody
    knows where the file lies, or its name cannot be shown as it is.
    """
    if part.verdict is Verdict.CORRECT or result.status is not Status.GRADED or not result.path:
        return ""
    path = f"./{result.path}" if result.path.startswith("-") else result.path
    which = ("--seed", str(report.seed if result.seed is None else result.seed), "--part", part.id)
    case = () if part.case is None else ("--case", str(part.case))
    line = shlex.join(("grader", "grade", path, *report.options, *which, *case))
    return line if printable(line, limit=_LONGEST) == line else ""


def replay_lines(result: SubmissionResult, report: Report) -> Iterator[Text]:
    """The line of each part that has one. It is never broken: a terminal that breaks it still copies it whole."""
    for part in result.parts:
        line = replay_line(part, result, report)
        if line:
            yield Text(f"  {line}", no_wrap=True, overflow="ignore")
