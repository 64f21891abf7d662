"""`grader validate`: prove the reference of an assignment, and show that the proof can fail."""

from __future__ import annotations

import argparse
from dataclasses import replace

from grader import catalogue
from grader.cli import drawing, output
from grader.records import validation_to_json
from grader.report import derivation_page, validation_table
from grader.report.junit import validation_to_junit
from grader.report.latex import derivation_to_latex
from grader.validation import validate
from grader.validation.derivations import written


def run(options: argparse.Namespace) -> int:
    """0 when every part passes every check, else 1."""
    output.check_targets(options)
    assignment, derivations = catalogue.load(options.assignment), catalogue.derivations(options.assignment)
    validation = validate(assignment, derivations)
    validation = replace(validation, certificate=catalogue.certificate(options.assignment))
    made = ((options.json, validation_to_json), (options.junit, validation_to_junit))
    lines = written(assignment, derivations) if options.show or options.latex is not None else None
    latex = [(options.latex, derivation_to_latex(lines))] if lines else []
    output.write_all([*((target, to_text(validation)) for target, to_text in made), *latex])
    console = drawing.console_for(options)
    if lines and options.show:
        console.print(derivation_page(lines))
    console.print(validation_table(validation, unicode=not console.options.ascii_only))
    return 0 if validation.ok else 1
