"""`grader validate`: prove the reference of an assignment, and show that the proof can fail."""

from __future__ import annotations

import argparse
from dataclasses import replace

from grader import catalogue
from grader.cli import drawing, output
from grader.records import validation_to_json
from grader.report import validation_table
from grader.report.junit import validation_to_junit
from grader.validation import refresh, validate


def run(options: argparse.Namespace) -> int:
    """0 when every part passes every check, else 1."""
    output.check_targets(options)
    derivations = catalogue.derivations(options.assignment)
    refresh(catalogue.folder(options.assignment), derivations)
    validation = validate(catalogue.load(options.assignment), derivations)
    validation = replace(validation, certificate=catalogue.certificate(options.assignment))
    made = ((options.json, validation_to_json), (options.junit, validation_to_junit))
    output.write_all((target, to_text(validation)) for target, to_text in made)
    drawing.console_for(options).print(validation_table(validation))
    return 0 if validation.ok else 1
