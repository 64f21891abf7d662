"""`grader grade`: grade submissions, write the results and draw them.

The sandbox starts first: its self-test takes about as long as importing everything else, which is therefore imported later.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from importlib import import_module

from grader.cli.parsing import limits_of, replayed
from grader.sandbox import Box

ALL = 1000
"""Explanations with --explain: more than there are hypotheses."""


def run(options: argparse.Namespace) -> int:
    """0 when every submission has a record, 3 when the grader failed on one. Raises WeakIsolation before anything is graded."""
    with Box(limits=limits_of(options), isolation=options.isolation, zygotes=options.jobs, python=options.python) as box:
        from concurrent.futures import ThreadPoolExecutor

        from grader import catalogue, grading, runner
        from grader.cli import output, overrides_file
        from grader.intake import MainFile, collect

        output.check_targets(options, inputs=options.paths)
        assignment = catalogue.load(options.assignment).allowing(options.allow_module or ())
        points = {part.id: part.points for part in assignment.parts}
        overrides = overrides_file.read(options.overrides, points) if options.overrides else ()
        collection = collect(options.paths, wanted=MainFile.of(assignment), source_limit=options.source_limit)
        submissions = collection.submissions
        seed = output.fresh_seed() if options.seed is None else options.seed
        explanations = ALL if options.explain else 1
        exam = grading.prepare(assignment, seed=seed, parts=options.part or (), case=options.case, explanations=explanations)
        background = ThreadPoolExecutor(2)
        drawing = background.submit(import_module, "grader.cli.drawing")
        certificate = background.submit(catalogue.certificate, options.assignment)
        background.shutdown(wait=False)
        keep = bool(options.bundle or options.case)
        if len(submissions) == 1:  # which does not wait for what draws the progress bar
            attempts = runner.attempts(exam, submissions, box, keep=keep)
        else:
            with drawing.result().progress(len(submissions)) as done:
                attempts = runner.attempts(exam, submissions, box, jobs=options.jobs, done=done, keep=keep)
        results = grading.apply_overrides([attempt.result for attempt in attempts], overrides)
        report = runner.report(
            exam, box, results, certificate=certificate.result(), options=replayed(options), notes=collection.notes
        )
        records = {
            attempt.result.id: grading.case_records(attempt.exam, attempt.result, attempt.exchanges, submission.files)
            for submission, attempt in zip(submissions, attempts, strict=True)
        }
        bundle: Iterable[str] = ()
        if options.bundle:
            from grader.model import Transcript
            from grader.records import bundle_to_json, transcript_to_json

            graded = zip(submissions, report.submissions, strict=True)
            transcripts = (Transcript(submission=s, result=result, cases=records[result.id]) for s, result in graded)
            bundle = bundle_to_json(report, map(transcript_to_json, transcripts))
        output.publish(options, report, overrides, cases=records if options.case else {}, bundle=bundle)
        return 3 if any(runner.grader_failed(result) for result in results) else 0
