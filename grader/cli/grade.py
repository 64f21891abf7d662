"""`grader grade`: grade submissions, write the results and draw them.

One file is graded in this process, whose sandbox starts first: its self-test takes about as long as importing everything else,
which is therefore imported later. A class is graded by workers, and each result goes into a journal as it comes.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import ExitStack
from importlib import import_module
from typing import TYPE_CHECKING

from grader.cli.parsing import limits_of, replayed
from grader.sandbox import Box

if TYPE_CHECKING:
    from grader.model import Assignment, Override, Submission
    from grader.runner import Recipe

ALL = 1000
"""Explanations with --explain: more than there are hypotheses."""


def run(options: argparse.Namespace) -> int:
    """0 when every submission has a record, 3 when the grader failed on one. Raises WeakIsolation before anything is graded."""
    in_this_process = (
        len(options.paths) == 1 and options.paths[0].is_file() and options.store is None and options.engine == "local"
    )
    with ExitStack() as stack:
        python = options.python
        box = Box(limits=limits_of(options), isolation=options.isolation, python=python) if in_this_process else None
        if box is not None:
            stack.enter_context(box)
        from grader import catalogue
        from grader.cli import output, overrides_file
        from grader.intake import MainFile, collect

        output.check_targets(options, inputs=options.paths)
        assignment = catalogue.load(options.assignment).allowing(options.allow_module or ())
        points = {part.id: part.points for part in assignment.parts}
        overrides = overrides_file.read(options.overrides, points) if options.overrides else ()
        collection = collect(options.paths, wanted=MainFile.of(assignment), source_limit=options.source_limit)
        if box is not None:
            return _one(options, collection.submissions[0], collection.notes, overrides, box)
        return _class(options, assignment, collection.submissions, collection.notes, overrides)


def _recipe(options: argparse.Namespace, seed: int) -> Recipe:
    from grader import catalogue
    from grader.runner import Recipe

    built_in = options.assignment in catalogue.names()
    return Recipe(
        assignment=options.assignment if built_in else str(catalogue.folder(options.assignment)),
        seed=seed,
        parts=tuple(options.part or ()),
        case=options.case,
        explanations=ALL if options.explain else 1,
        modules=tuple(options.allow_module or ()),
        limits=limits_of(options),
        isolation=options.isolation,
        python=str(options.python) if options.python else None,
        keep=bool(options.bundle or options.case),
    )


def _one(
    options: argparse.Namespace, submission: Submission, notes: tuple[str, ...], overrides: Sequence[Override], box: Box
) -> int:
    """Grade one file in this process."""
    from concurrent.futures import ThreadPoolExecutor

    from grader import catalogue, grading, runner
    from grader.cli import output

    seed = output.fresh_seed() if options.seed is None else options.seed
    recipe = _recipe(options, seed)
    exam = recipe.exam()
    background = ThreadPoolExecutor(2)
    background.submit(import_module, "grader.cli.drawing")
    certificate = background.submit(catalogue.certificate, options.assignment)
    background.shutdown(wait=False)
    made = runner.run_one(exam, box, submission, keep=recipe.keep)
    (result,) = grading.apply_overrides([made.result], overrides)
    environment = runner.environment_of(box)
    report = runner.report(exam, environment, [result], certificate=certificate.result(), options=replayed(options), notes=notes)
    cases = grading.case_records(made.exam, result, made.exchanges, submission.files) if recipe.keep else ()
    if options.bundle:
        from grader.model import Transcript
        from grader.records import bundle_to_json, transcript_to_json

        entry = transcript_to_json(Transcript(submission=submission, result=result, cases=cases))
        output.write(options.bundle, bundle_to_json(report, [entry]))
    output.publish(options, report, overrides, cases={result.id: cases} if options.case else {})
    return 3 if runner.grader_failed(result) else 0


def _class(
    options: argparse.Namespace,
    assignment: Assignment,
    submissions: Sequence[Submission],
    notes: tuple[str, ...],
    overrides: Sequence[Override],
) -> int:
    """Grade a class with workers. Each result goes into the journal as it comes, and the report is made from the journal."""
    from grader import grading, runner
    from grader.cli import drawing, output
    from grader.records.journal import Member
    from grader.records.keys import result_key
    from grader.runner.classes import ClassRun

    with _journal(options) as (journal, go_on):
        recipe = _recipe(options, journal.seed)
        with drawing.progress(len(submissions)) as progress:
            with ClassRun(recipe, _engine(options), waiting=progress.waiting) as run:
                settings = recipe.settings(run.environment)
                members = [Member(submission=each, key=result_key(each, settings)) for each in submissions]
                head = runner.head(
                    assignment, recipe.seed, run.environment, settings["certificate"], options=replayed(options), notes=notes
                )
                known = journal.begin(head, recipe.as_json() | {"line": go_on}, members)
                wanted = {member.key: member.submission for member in members if member.key not in known}
                progress.known(len(members) - len(wanted))
                cases = {}
                try:
                    for key, graded in run.grade(list(wanted.items())):
                        journal.write(key, graded.text, graded.bundle)
                        progress.done(graded.result)
                        if options.case:
                            cases[graded.result.id] = graded.cases
                except KeyboardInterrupt:
                    pass
        report = journal.report()
        report = replace(report, submissions=grading.apply_overrides(report.submissions, overrides))
        if options.bundle:
            from grader.records import bundle_to_json

            output.write(options.bundle, bundle_to_json(report, journal.bundles()))
        output.publish(options, report, overrides, cases=cases)
        return 3 if any(map(runner.grader_failed, report.submissions)) else 0
