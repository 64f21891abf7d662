"""`grader regrade`: grade the submissions of a journal again, after a change of the assignment, and show what would change."""

from __future__ import annotations

import argparse
import difflib
import hashlib
import shlex
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from grader import catalogue, grading, runner, validated
from grader.cli import drawing, output, overrides_file
from grader.cli.grade import engine_for
from grader.errors import GraderFault, Misuse
from grader.model import Environment, Override, Report, SubmissionResult
from grader.model.regrading import Regrading, SubmissionChange
from grader.records import result_from_json, result_to_json, results
from grader.records.journal import Journal, result_key
from grader.records.regrading import regrading_to_json
from grader.runner import Recipe
from grader.runner.classes import ClassRun


@dataclass(frozen=True, slots=True, kw_only=True)
class _Regraded:
    """One submission after regrading.

    judged  the judge's result, ungraded where the grader failed: then the old result counts
    counts  the result that counts from now on, without overrides
    """

    judged: SubmissionResult
    counts: SubmissionResult
    change: SubmissionChange


def run(options: argparse.Namespace) -> int:
    """0 when every submission was graded again, 3 where the grader failed on one. Nothing is stored without --apply."""
    output.check_targets(options, inputs=[options.file])
    more = overrides_file.read(options.overrides) if options.overrides else ()
    with ExitStack() as stack:
        journal = stack.enter_context(Journal.read(options.file))
        if options.apply:
            journal.close()
            journal = stack.enter_context(Journal.open(options.file, resume=True))
        stored = Recipe.from_json(journal.recipe())
        recipe = replace(
            stored,
            assignment=catalogue.portable(options.assignment) if options.assignment else stored.assignment,
            parts=tuple(options.part) if options.part else stored.parts,
            keep=False,
        )
        overrides = grading.union(journal.overrides(), more)
        parts = tuple(part.id for part in recipe.exam().parts) if options.part else ()
        before = {result.id: result for result in journal.report().submissions}
        keys = {name: key for name, key in _chosen(journal, options.student or ()).items() if name in before}
        environment, graded = _grade(options, recipe, journal, set(keys.values()))
        regraded = {}
        for name, key in keys.items():
            judged = replace(graded[key], id=name, path=before[name].path)
            counts, change = grading.regraded(
                before[name], judged, parts=parts, never_lower=options.never_lower, overrides=overrides
            )
            regraded[name] = _Regraded(judged=judged, counts=counts, change=change)
        regrading = Regrading(
            before=journal.head(),
            after=_head(options, journal.head(), recipe, environment),
            changes=tuple(each.change for each in regraded.values()),
            parts=parts,
            never_lower=options.never_lower,
            applied=options.apply,
        )
        if options.apply:
            _apply(journal, regrading.after, replace(recipe, parts=stored.parts), regraded, overrides)
    output.write_all([(options.json, regrading_to_json(regrading))])
    failed = [name for name, each in regraded.items() if runner.grader_failed(each.judged)]
    drawing.draw_regrading(regrading, options, failed)
    return GraderFault.exit_code if failed else 0


def _chosen(journal: Journal, students: Sequence[str]) -> dict[str, str]:
    """The keys of the submissions that --student names, of all where it is not given. Raises Misuse for one that is not there."""
    keys = dict(zip(journal.ids, journal.keys, strict=True))
    for student in students:
        if student not in keys:
            near = difflib.get_close_matches(student, keys, n=1)
            attempt = f"did you mean {near[0]}?" if near else "grader report lists the submissions of the journal"
            raise Misuse("no such submission in this journal", where="--student", value=student, attempt=attempt)
    return {student: keys[student] for student in students} or keys


def _grade(
    options: argparse.Namespace, recipe: Recipe, journal: Journal, keys: set[str]
) -> tuple[Environment, dict[str, SubmissionResult]]:
    """Grade the submissions with these keys. Returns where they ran, and their results by key."""
    graded: dict[str, SubmissionResult] = {}
    with (
        drawing.progress(len(keys)) as progress,
        ClassRun(
            recipe,
            engine_for(options, len(keys), recipe.limits.memory_limit),
            waiting=lambda chunk, seconds: progress.waiting(seconds, chunk[0].id),
        ) as run,
    ):
        items = ((member.key, member.submission) for member in journal.members(keys))
        for key, each in run.grade(items, len(keys)):
            graded[key] = result_from_json(each.text)
            progress.done(each.result.id, each.result.status)
    return run.environment, graded


def _head(options: argparse.Namespace, before: Report, recipe: Recipe, environment: Environment) -> Report:
    """What the report of the new run says about the whole."""
    words = dict(zip(before.options[::2], before.options[1::2], strict=True))
    if options.assignment:
        words["--assignment"] = options.assignment
    return runner.head(
        recipe.load(),
        recipe.seed,
        environment,
        assignment_sha256=catalogue.sha256(recipe.assignment),
        reference_validated=validated.is_validated(recipe.assignment),
        options=tuple(word for pair in words.items() for word in pair),
        notes=before.notes,
    )


def _apply(
    journal: Journal, head: Report, recipe: Recipe, regraded: Mapping[str, _Regraded], overrides: Sequence[Override]
) -> None:
    """Make the results the last run of the journal: first all of them are written, then the run begins to count.

    A result that has parts of the earlier run gets a key of its own: grading alone would not give it.
    """
    settings = recipe.settings(head.environment)
    known = {result.id for result in journal.report().submissions}
    keys = []
    for member in journal.members():
        name, plain = member.submission.id, result_key(member.submission, settings)
        new = regraded.get(name)
        if new is None or runner.grader_failed(new.judged):
            keys.append(member.key if name in known else plain)
            continue
        mixed = hashlib.sha256(f"{member.key} {plain} {new.counts.parts}".encode()).hexdigest()
        keys.append(plain if new.counts == new.judged else mixed)
        journal.write(keys[-1], result_to_json(new.counts))
    stored = journal.recipe()
    if recipe.assignment != stored["assignment"]:
        stored["line"] += f" --assignment {shlex.quote(recipe.assignment)}"
    members = (replace(member, key=key) for member, key in zip(journal.members(), keys, strict=True))
    journal.begin(head, {**stored, **recipe.as_json(), "overrides": results.FORMAT.encode(overrides)}, members)
