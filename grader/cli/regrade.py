"""`grader regrade`: grade the submissions of a journal again, after a change of the assignment, and show what would change."""

from __future__ import annotations

import argparse
import difflib
import hashlib
import shlex
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from grader import catalogue, grading, runner
from grader.cli import drawing, output, overrides_file
from grader.cli.grade import engine_for
from grader.errors import GraderFault, Misuse
from grader.model import Environment, Override, Report, Status, Submission, SubmissionResult
from grader.model.regrading import Regrading, SubmissionChange
from grader.records import result_to_json, results
from grader.records.journal import Journal, Member, result_key
from grader.records.regrading import regrading_to_json
from grader.runner import Recipe
from grader.runner.classes import ClassRun
from grader.runner.worker import Graded


@dataclass(frozen=True, slots=True, kw_only=True)
class _Regraded:
    """One member of the journal and its new result.

    counts  the result that counts from now on, without overrides
    """

    member: Member
    graded: Graded
    counts: SubmissionResult
    change: SubmissionChange

    @property
    def is_graded(self) -> bool:
        """False where the grader failed: then the old result counts."""
        return self.graded.result.status is not Status.UNGRADED


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
            keep=stored.keep and options.apply and not options.part,
        )
        overrides = grading.union(journal.overrides(), more)
        parts = tuple(part.id for part in recipe.exam().parts) if options.part else ()
        before = {result.id: result for result in journal.report().submissions}
        chosen = [member for member in _chosen(list(journal.members()), options.student or ()) if member.submission.id in before]
        environment, graded = _grade(options, recipe, {member.key: member.submission for member in chosen})
        regraded = []
        for member in chosen:
            old, new = before[member.submission.id], graded[member.key]
            result = replace(new.result, id=old.id, path=old.path)
            counts, change = grading.regraded(old, result, parts=parts, never_lower=options.never_lower, overrides=overrides)
            regraded.append(_Regraded(member=member, graded=new, counts=counts, change=change))
        head = _head(options, journal.head(), recipe, environment)
        regrading = Regrading(
            before=journal.head(),
            after=head,
            changes=tuple(each.change for each in regraded),
            parts=parts,
            never_lower=options.never_lower,
            applied=options.apply,
        )
        if options.apply:
            _apply(journal, head, replace(recipe, parts=stored.parts), regraded, overrides)
    output.write_all([(options.json, regrading_to_json(regrading))])
    drawing.draw_regrading(regrading, options, [each.member.submission.id for each in regraded if not each.is_graded])
    return 0 if all(each.is_graded for each in regraded) else GraderFault.exit_code


def _chosen(members: Sequence[Member], students: Sequence[str]) -> list[Member]:
    """The members that --student names, all where it is not given. Raises Misuse for one that is not there."""
    ids = {member.submission.id for member in members}
    for student in students:
        if student not in ids:
            near = difflib.get_close_matches(student, ids, n=1)
            attempt = f"did you mean {near[0]}?" if near else "grader report lists the submissions of the journal"
            raise Misuse("no such submission in this journal", where="--student", value=student, attempt=attempt)
    return [member for member in members if not students or member.submission.id in students]


def _grade(
    options: argparse.Namespace, recipe: Recipe, submissions: Mapping[str, Submission]
) -> tuple[Environment, dict[str, Graded]]:
    """Grade submissions. Returns where they ran, and their results by key."""
    graded = {}
    with (
        drawing.progress(len(submissions)) as progress,
        ClassRun(
            recipe,
            engine_for(options, len(submissions), recipe.limits.memory_limit),
            waiting=lambda chunk, seconds: progress.waiting(seconds, chunk[0].id),
        ) as run,
    ):
        for key, each in run.grade(submissions.items(), len(submissions)):
            graded[key] = each
            progress.done(submissions[key].id, each.result.status)
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
        certificate=catalogue.certificate(recipe.assignment),
        options=tuple(word for pair in words.items() for word in pair),
        notes=before.notes,
    )


def _apply(journal: Journal, head: Report, recipe: Recipe, regraded: Sequence[_Regraded], overrides: Sequence[Override]) -> None:
    """Make the results the last run of the journal: first all of them are written, then the run begins to count.

    A result with parts of the earlier run has a key of its own: grading alone would not give it.
    """
    settings = recipe.settings(head.environment)
    of_id = {each.member.submission.id: each for each in regraded}
    graded_before = {result.id for result in journal.report().submissions}
    members = []
    for member in journal.members():
        name = member.submission.id
        plain = result_key(member.submission, settings)
        key = member.key if name in graded_before else plain
        if name in of_id and of_id[name].is_graded:
            new = of_id[name]
            is_whole = new.counts == replace(new.graded.result, id=new.counts.id, path=new.counts.path)
            key = plain if is_whole else hashlib.sha256(f"{member.key} {plain} {new.counts.parts}".encode()).hexdigest()
            journal.write(key, result_to_json(new.counts), new.graded.bundle)
        members.append(replace(member, key=key))
    stored = journal.recipe()
    line = f"{stored['line']} --assignment {shlex.quote(recipe.assignment)}"
    journal.begin(head, {**stored, **recipe.as_json(), "line": line, "overrides": results.FORMAT.encode(overrides)}, members)
