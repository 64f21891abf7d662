"""Records as JSON: results (written and read), validations and replay bundles, by one codec."""

from typing import TYPE_CHECKING

from grader.lazy_imports import names_of

if TYPE_CHECKING:
    from grader.records.bundle import bundle_to_json, transcript_to_json
    from grader.records.results import report_from_json, report_to_json, result_from_json, result_to_json
    from grader.records.validation import validation_from_json, validation_to_json

__all__ = [
    "bundle_to_json",
    "report_from_json",
    "report_to_json",
    "result_from_json",
    "result_to_json",
    "transcript_to_json",
    "validation_from_json",
    "validation_to_json",
]

__getattr__ = names_of(
    "grader.records",
    {
        "bundle_to_json": "grader.records.bundle",
        "report_from_json": "grader.records.results",
        "report_to_json": "grader.records.results",
        "result_from_json": "grader.records.results",
        "result_to_json": "grader.records.results",
        "transcript_to_json": "grader.records.bundle",
        "validation_from_json": "grader.records.validation",
        "validation_to_json": "grader.records.validation",
    },
)
