"""`grader validate`: prove the reference of an assignment, and show that the proof can fail."""

from __future__ import annotations

import argparse
from dataclasses import replace

from grader import catalogue
from grader.cli import drawing, output
from grader.records import validation_to_json
from grader.report import validation_table
from grader.report.junit import validation_to_junit
from grader.validation import validate


def run(options: argparse.Namespace) -> int:
    """0 when every check vouches for every part, else 1."""
    output.check_targets(options.json, options.junit)
    assignment = catalogue.load(options.assignment)
    found = validate(assignment, catalogue.derivations(options.assignment))
    found = replace(found, certificate=catalogue.certificate(options.assignment))
    if options.json:
        output.write(options.json, validation_to_json(found))
    if options.junit:
        output.write(options.junit, validation_to_junit(found))
    drawing.console_for(options.json, options.junit).print(validation_table(found))
    return 0 if found.ok else 1
