"""Validations as JSON, `grader.validation/1`. Only written: nothing reads them back."""

from __future__ import annotations

from collections.abc import Iterator

from grader.model import PartValidation, Validation
from grader.records.codec import Format, Layout
from grader.records.results import json_text

SCHEMA = "grader.validation/1"

FORMAT = Format(
    layouts={Validation: Layout(derived={"seconds": ("ok",)}), PartValidation: Layout(derived={"proof": ("ok",)})},
)


def validation_to_json(validation: Validation) -> Iterator[str]:
    """Write a validation as `grader.validation/1`, in pieces."""
    yield json_text({"schema": SCHEMA} | FORMAT.encode(validation)) + "\n"
