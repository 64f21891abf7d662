"""Draw and write the results of grading and validation. This package imports records and Rich, and computes no mark.

    renderables   submission_report, student_report, class_table, class_overview, case_arrays, regrading_table, validation_table,
                  derivation_page, error_message, note
    on a console  progress.ClassProgress, which is imported only where it is used
    as data       spreadsheet (CSV), junit (XML), latex (derivations)

Every text of a submission passes through `escaping.printable`, and every renderable fits a terminal without colours or without
Unicode.
"""

from typing import TYPE_CHECKING

from grader.lazy_imports import names_of

if TYPE_CHECKING:
    from grader.report.class_tables import class_table
    from grader.report.derivation import derivation_page
    from grader.report.messages import error_message, note
    from grader.report.overview import class_overview
    from grader.report.proofs import validation_table
    from grader.report.regrading import regrading_table
    from grader.report.replay import case_arrays
    from grader.report.terminal import student_report, submission_report

__all__ = [
    "case_arrays",
    "class_overview",
    "class_table",
    "derivation_page",
    "error_message",
    "note",
    "regrading_table",
    "student_report",
    "submission_report",
    "validation_table",
]

__getattr__ = names_of(
    "grader.report",
    {
        "case_arrays": "grader.report.replay",
        "class_table": "grader.report.class_tables",
        "derivation_page": "grader.report.derivation",
        "error_message": "grader.report.messages",
        "note": "grader.report.messages",
        "class_overview": "grader.report.overview",
        "regrading_table": "grader.report.regrading",
        "student_report": "grader.report.terminal",
        "submission_report": "grader.report.terminal",
        "validation_table": "grader.report.proofs",
    },
)
