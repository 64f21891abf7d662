"""Validations as JSON, `grader.validation/1`, written and read."""

from __future__ import annotations

from collections.abc import Iterator

from grader.model import GeneralCheck, PartValidation, Validation
from grader.records.codec import Format, Layout, Place
from grader.records.results import json_text

SCHEMA = "grader.validation/1"

FORMAT = Format(
    layouts={
        Validation: Layout(derived={"seconds": ("ok",)}),
        PartValidation: Layout(derived={"proof": ("ok",)}),
        GeneralCheck: Layout(derived={"figure": ("ok",)}),
    },
)


def validation_to_json(validation: Validation) -> Iterator[str]:
    """Write a validation as `grader.validation/1`, in pieces."""
    yield json_text({"schema": SCHEMA} | FORMAT.encode(validation)) + "\n"


def validation_from_json(document: object) -> Validation:
    """The validation in a document that `validation_to_json` wrote and `json.loads` read. Raises Misuse for a wrong value."""
    return FORMAT.decode(Validation, Place(value=document))
