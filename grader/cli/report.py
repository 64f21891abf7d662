"""`grader report`: draw or convert stored results. Nothing is graded again."""

from __future__ import annotations

import argparse
from dataclasses import replace

from grader import grading
from grader.cli import output, overrides_file
from grader.errors import Misuse
from grader.records import report_from_json


def run(options: argparse.Namespace) -> int:
    """0 when the report is complete. Raises Misuse for a file that holds no results."""
    output.check_targets(options, inputs=[options.file])
    try:
        text = options.file.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        value = getattr(error, "strerror", None) or str(error)
        raise Misuse("cannot read the results", where=str(options.file), value=value) from error
    try:
        report = report_from_json(text)
    except Misuse as misuse:
        where = f"{options.file}, {misuse.where}" if misuse.where else str(options.file)
        attempt = misuse.attempt or "give a file that grader grade --json wrote"
        raise Misuse(misuse.what, where=where, value=misuse.value, attempt=attempt) from misuse
    overrides = overrides_file.read(options.overrides) if options.overrides else ()
    report = replace(report, submissions=grading.apply_overrides(report.submissions, overrides))
    output.publish(options, report, overrides)
    return 0
