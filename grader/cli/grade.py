"""`grader grade`: grade submissions, write the results and draw them.

The sandbox starts first: its self-test takes about as long as importing everything else, which is therefore imported later.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from grader.cli.parsing import limits_of, replayed
from grader.sandbox import Box

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from concurrent.futures import Future

    from grader.grading import Exam
    from grader.model import CaseRecord, Report, Submission
    from grader.runner import Attempt

ALL = 1000
"""Explanations with --explain: more than there are hypotheses."""


def run(options: argparse.Namespace) -> int:
    """0 when every submission has a record, 3 when the grader failed on one. Raises WeakIsolation before anything is graded."""
    with Box(limits=limits_of(options), isolation=options.isolation, zygotes=options.jobs) as box:
        from concurrent.futures import ThreadPoolExecutor

        from grader import catalogue, grading, runner
        from grader.cli import output, overrides_file
        from grader.intake import collect

        output.check_targets(options, inputs=options.paths)
        assignment = catalogue.load(options.assignment)
        points = {part.id: part.points for part in assignment.parts}
        overrides = overrides_file.read(options.overrides, points) if options.overrides else ()
        submissions = collect(options.paths, module=assignment.module, source_limit=options.source_limit)
        seed = output.fresh_seed() if options.seed is None else options.seed
        explanations = ALL if options.explain else 1
        exam = grading.prepare(assignment, seed=seed, parts=options.part or (), case=options.case, explanations=explanations)
        background = ThreadPoolExecutor(2)
        drawing = background.submit(import_module, "grader.cli.drawing")
        certificate = background.submit(catalogue.certificate, options.assignment)
        background.shutdown(wait=False)
        attempts = _grade_all(exam, submissions, box, options, drawing)
        results = grading.apply_overrides([attempt.result for attempt in attempts], overrides)
        report = runner.report(exam, box, results, certificate=certificate.result(), options=replayed(options))
        records = {a.result.id: grading.case_records(a.exam, a.result, a.exchanges) for a in attempts}
        if options.bundle:
            _write_bundle(options.bundle, report, submissions, records)
        output.publish(options, report, overrides, cases=records if options.case else {})
        return 3 if any(runner.grader_failed(result) for result in results) else 0


def _grade_all(
    exam: Exam, submissions: Sequence[Submission], box: Box, options: argparse.Namespace, drawing: Future[ModuleType]
) -> tuple[Attempt, ...]:
    """Grade all, with a progress bar where there are several; a single submission does not wait for what draws it."""
    from grader import runner

    keep = bool(options.bundle or options.case)
    if len(submissions) == 1:
        return runner.attempts(exam, submissions, box, keep=keep)
    with drawing.result().progress(len(submissions)) as done:
        return runner.attempts(exam, submissions, box, jobs=options.jobs, done=done, keep=keep)


def _write_bundle(
    target: str, report: Report, submissions: Sequence[Submission], records: Mapping[str, tuple[CaseRecord, ...]]
) -> None:
    from grader.cli import output
    from grader.model import Transcript
    from grader.records import bundle_to_json

    transcripts = (
        Transcript(submission=submission, result=result, cases=records[result.id])
        for submission, result in zip(submissions, report.submissions, strict=True)
    )
    output.write(target, bundle_to_json(report, transcripts))
