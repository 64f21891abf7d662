"""Drawing and writing what grading and validation found. It imports records and Rich, computes no mark, and prints nothing.

    renderables   submission_report, student_report, class_table, part_summary, validation_table, error_message, note
    on a console  progress.class_progress, which is imported only where it is used
    as data       results (JSON), stored (JSON read back), spreadsheet (CSV), junit (XML)

Every text of a submission passes through `safe.printable` on its way, and every renderable fits a terminal without colours or
without Unicode.
"""

from typing import TYPE_CHECKING

from grader.lazy_imports import names_of

if TYPE_CHECKING:
    from grader.report.class_page import class_table
    from grader.report.messages import error_message, note
    from grader.report.part_table import part_summary
    from grader.report.proofs import validation_table
    from grader.report.terminal import student_report, submission_report

__all__ = ["class_table", "error_message", "note", "part_summary", "student_report", "submission_report", "validation_table"]

__getattr__ = names_of(
    "grader.report",
    {
        "class_table": "grader.report.class_page",
        "error_message": "grader.report.messages",
        "note": "grader.report.messages",
        "part_summary": "grader.report.part_table",
        "student_report": "grader.report.terminal",
        "submission_report": "grader.report.terminal",
        "validation_table": "grader.report.proofs",
    },
)
