"""`grader validate`: prove the reference of an assignment, and show that the proof can fail.

A validation that passed is remembered (`grader.validated`): where nothing has changed since, its outcome is shown again.
"""

from __future__ import annotations

import argparse
import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from grader import catalogue, validated
from grader.cli import drawing, output
from grader.records import validation_to_json
from grader.report import derivation_page, validation_table
from grader.report.junit import validation_to_junit
from grader.report.latex import derivation_to_latex
from grader.sandbox import Box, Limits

if TYPE_CHECKING:
    from grader.model import Validation
    from grader.model.written import WrittenDerivation


def run(options: argparse.Namespace) -> int:
    """0 when every part passes every check, else 1."""
    output.check_targets(options)
    validation = None if options.fresh else validated.recall(options.assignment)
    validation = validation or _prove(options.assignment)
    made = ((options.json, validation_to_json), (options.junit, validation_to_junit))
    lines = _lines(options.assignment) if options.show or options.latex is not None else None
    latex = [(options.latex, derivation_to_latex(lines))] if lines else []
    output.write_all([*((target, to_text(validation)) for target, to_text in made), *latex])
    console = drawing.console_for(options)
    if lines and options.show:
        console.print(derivation_page(lines))
    console.print(validation_table(validation, unicode=not console.options.ascii_only))
    return 0 if validation.ok else 1


def _lines(name_or_path: str) -> WrittenDerivation:
    from grader.validation.derivations import written

    return written(catalogue.load(name_or_path), catalogue.derivations(name_or_path))


def _prove(name_or_path: str) -> Validation:
    """Validate the assignment, and record that it passed."""
    # Where this machine has no walls the reference runs without: it is the author's own.
    with Box(limits=Limits(), own_file=True) as box:
        from grader.validation import SEED, modules, refresh, validate

        derivations = catalogue.derivations(name_or_path)
        refresh(catalogue.folder(name_or_path), derivations)  # what assignment.py imports
        assignment = catalogue.load(name_or_path)
        package = catalogue.package(name_or_path)
        with drawing.steps() as progress:
            validation = validate(assignment, derivations, box=box, package=package, progress=progress)
    validation = replace(validation, assignment_sha256=catalogue.sha256(name_or_path))
    outside = modules.outside(catalogue.folder(name_or_path), package)
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    if not validated.remember(name_or_path, validation, modules=outside, seed=SEED, day=today) and validation.ok:
        drawing.warn("no record of this can be kept: neither the assignment's folder nor the cache can be written")
    return validation
