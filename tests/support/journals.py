"""A journal that is made by hand, from the school class of tests.report.samples. Nothing is graded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from grader.model import Remark, Submission
from grader.records import results
from grader.records.journal import SETTINGS, Journal, Member, result_key
from tests.report import samples

REPORT = replace(samples.school_class(), seed=7)
SETTING = dict.fromkeys(SETTINGS, "")
RECIPE = {"line": "grader grade class --store j.db --resume"}
MEMBERS = [
    Member(submission=submission, key=result_key(submission, SETTING))
    for submission in (
        Submission(
            id=result.id,
            path=result.path,
            files={"word2vec.py": result.id.encode("utf-8", "replace"), "utils/a.py": b"\xff\0\n" * i},
            main="alice.py" if i else "",
            remarks=(Remark(code="several-files", message="two files"),) * (i % 2),
        )
        for i, result in enumerate(REPORT.submissions)
    )
]
TEXTS = {member.key: results.result_to_json(result) for member, result in zip(MEMBERS, REPORT.submissions, strict=True)}


def grade(path: Path, count: int = len(MEMBERS), *, resume: bool = False) -> None:
    """A run in which the first `count` members that have no result yet get theirs."""
    with Journal.open(path, resume=resume, seed=REPORT.seed) as journal:
        done = journal.begin(REPORT, RECIPE, MEMBERS)
        for member in [member for member in MEMBERS if member.key not in done][:count]:
            journal.write(member.key, TEXTS[member.key], bundle='{"id": "?", "cases": [1.5]}')
