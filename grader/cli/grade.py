"""`grader grade`: grade submissions, write the results and draw them.

One file is graded in this process, whose sandbox starts first: its self-test takes about as long as importing everything
else, which is therefore imported later, and so does the server of the workers. A class is graded by workers, and each result
goes into a journal as it comes.
"""

from __future__ import annotations

import argparse
import errno
import shlex
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli import signals, streams
from grader.cli.parsing import continuing, limits_of, replayed
from grader.errors import GraderError, Interrupted, Misuse
from grader.runner.engines.local import LocalEngine
from grader.sandbox import Box

if TYPE_CHECKING:
    from grader.intake import Collection
    from grader.model import CaseRecord, Override, Submission
    from grader.records.journal import Journal
    from grader.report.progress import ClassProgress
    from grader.runner import Recipe
    from grader.runner.engines import Engine

_TEMPORARY = "grader-journal-"
"""What the names of folders begin with that hold a journal for one run."""

ALL = 1000
"""Explanations with --explain: more than there are hypotheses."""


def run(options: argparse.Namespace) -> int:
    """0 when every submission has a record, 3 when the grader failed on one. Raises WeakIsolation before anything is graded."""
    is_alone = len(options.paths) == 1 and options.paths[0].is_file()
    is_one_file = is_alone and options.store is None and options.engine == "local" and not options.scheduler
    engine = None if is_one_file or options.engine != "local" else LocalEngine(options.jobs)
    with _box(options) if is_one_file else nullcontext() as box:
        from grader import catalogue
        from grader.cli import output, overrides_file
        from grader.intake import MainFile, collect

        output.check_targets(options, inputs=options.paths)
        assignment = catalogue.load(options.assignment).allowing(options.allow_module or ())
        points = {part.id: part.points for part in assignment.parts}
        overrides = overrides_file.read(options.overrides, points) if options.overrides else ()
        collection = collect(options.paths, wanted=MainFile.of(assignment), source_limit=options.source_limit)
        return _one_file(options, collection, overrides, box) if box else _class(options, collection, overrides, engine)


def _box(options: argparse.Namespace) -> Box:
    return Box(limits=limits_of(options), isolation=options.isolation, python=options.python)


def _recipe(options: argparse.Namespace, seed: int) -> Recipe:
    from grader import catalogue
    from grader.runner import Recipe

    return Recipe(
        assignment=catalogue.portable(options.assignment),
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


def _one_file(options: argparse.Namespace, collection: Collection, overrides: Sequence[Override], box: Box) -> int:
    """Grade one file in this process."""
    from concurrent.futures import ThreadPoolExecutor

    from grader import catalogue, grading, runner, validated
    from grader.cli import output
    from grader.model import Transcript
    from grader.records import bundle_to_json, transcript_to_json

    (submission,) = collection.submissions
    recipe = _recipe(options, output.fresh_seed() if options.seed is None else options.seed)
    exam = recipe.exam()
    background = ThreadPoolExecutor(2)
    background.submit(import_module, "grader.cli.drawing")
    assignment_sha256 = background.submit(catalogue.sha256, options.assignment)
    reference_validated = background.submit(validated.is_validated, options.assignment)
    background.shutdown(wait=False)
    made = runner.run_one(exam, box, submission, keep=recipe.keep)
    (result,) = grading.apply_overrides([made.result], overrides)
    head = runner.head(
        exam.assignment,
        recipe.seed,
        runner.environment_of(box),
        assignment_sha256=assignment_sha256.result(),
        reference_validated=reference_validated.result(),
        options=replayed(options),
        notes=collection.notes,
    )
    report = replace(head, submissions=(result,))
    cases = grading.case_records(made.exam, result, made.exchanges, submission.files)
    transcript = Transcript(submission=submission, result=result, cases=cases)
    bundle = bundle_to_json(report, map(transcript_to_json, [transcript]))
    output.publish(options, report, overrides, cases={result.id: cases} if options.case else {}, bundle=bundle)
    return 3 if runner.grader_failed(result) else 0


def _class(options: argparse.Namespace, collection: Collection, overrides: Sequence[Override], engine: LocalEngine | None) -> int:
    """Grade a class with workers. Each result goes into the journal as it comes, and the report is made from the journal.

    A signal or a fault of the machine ends the grading; what is there is written, and the journal stays.
    """
    from grader import grading, runner
    from grader.cli import drawing, output
    from grader.records import bundle_to_json

    count, stopped = len(collection.submissions), None
    with _journal(options) as journal:
        if not options.overrides and journal.has_run:
            overrides = journal.overrides()  # decisions stay; those of a new file take their place
        try:
            with drawing.progress(count) as progress:
                engines = engine_for(options, count, options.memory_limit, engine)
                cases = _grade(options, collection, overrides, journal, progress, engines)
        except (Interrupted, Exception) as error:
            if not journal.begun or isinstance(error, Misuse):
                raise
            stopped, cases = error, {}
        report = journal.report()
        report = replace(report, submissions=grading.apply_overrides(report.submissions, overrides))
        output.publish(options, report, overrides, cases=cases, bundle=bundle_to_json(report, journal.bundles()))
        if stopped is not None:
            _say_how_to_go_on(stopped, f"{len(report.submissions)} of {count} submissions are graded; to go on", journal.line)
            raise stopped
    return 3 if any(map(runner.grader_failed, report.submissions)) else 0


def _grade(
    options: argparse.Namespace,
    collection: Collection,
    overrides: Sequence[Override],
    journal: Journal,
    progress: ClassProgress,
    engine: Engine,
) -> dict[str, Sequence[CaseRecord]]:
    """Grade what the journal does not hold yet. Returns the cases that --case asks for, by id of the submission."""
    from grader import runner, validated
    from grader.records import results
    from grader.records.journal import Member, result_key
    from grader.runner.classes import ClassRun

    def waiting(chunk: Sequence[Submission], seconds: float) -> None:
        more = f" or one of the next {len(chunk) - 1}" if len(chunk) > 1 else ""
        progress.waiting(seconds, f"{chunk[0].id}{more} (at most {2 * options.submission_limit:g} s, twice --submission-limit)")

    recipe = _recipe(options, journal.seed)
    cases: dict[str, Sequence[CaseRecord]] = {}
    with ClassRun(recipe, engine, waiting=waiting) as run:
        settings = recipe.settings(run.environment)
        head = runner.head(
            recipe.load(),
            recipe.seed,
            run.environment,
            assignment_sha256=settings["assignment"],
            reference_validated=validated.is_validated(options.assignment),
            options=replayed(options),
            notes=collection.notes,
        )
        members = (Member(submission=each, key=result_key(each, settings)) for each in collection.submissions)
        stored = {**recipe.as_json(), "line": journal.line, "overrides": results.FORMAT.encode(overrides)}
        known = journal.begin(head, stored, members)
        wanted = Counter(key for key in journal.keys if key not in known or options.case)  # cases are not kept, only drawn
        progress.known(len(collection.submissions) - wanted.total())
        items = ((member.key, member.submission) for member in journal.members(wanted))
        for key, graded in run.grade(items, len(wanted)):
            journal.write(key, graded.text, graded.bundle)
            progress.done(graded.result.id, graded.result.status, wanted[key])
            if options.case:
                cases[key] = graded.cases
    return {each: cases[key] for each, key in zip(journal.ids, journal.keys, strict=True) if key in cases}


def engine_for(options: argparse.Namespace, count: int, memory_limit: int, engine: LocalEngine | None = None) -> Engine:
    """The engine that the options name, for so many submissions; `engine` if there is one.

    Raises Misuse for options that contradict each other, and as `DaskEngine` does.
    """
    from grader.runner import machine

    if options.scheduler and options.engine != "dask":
        raise Misuse("only Dask has a scheduler", where="--scheduler", value=options.scheduler, attempt="add --engine dask")
    jobs = machine.jobs_for(min(options.jobs, max(count, 1)), memory_limit)
    if options.engine == "dask":
        from grader.runner.engines.dask import DaskEngine

        return DaskEngine(jobs, options.scheduler)
    engine = engine or LocalEngine(jobs)
    engine.jobs = jobs
    return engine


@contextmanager
def _journal(options: argparse.Namespace) -> Iterator[Journal]:
    """The journal of a run.

    Without --store it lies in a temporary place. It stays there where it is needed to go on, since the run ended early or an
    output is not complete; the run that goes on removes it when all is done. A new one in which no run has begun is removed, too.
    Raises Misuse as `Journal.open` does.
    """
    from grader.records.journal import Journal

    if options.resume and options.store is None:
        raise Misuse(
            "there is nothing to continue", where="--resume", attempt="name the journal of the earlier run: --store FILE"
        )
    path, is_needed = options.store, options.resume
    try:
        with signals.held():
            path = path or Path(tempfile.mkdtemp(prefix=_TEMPORARY)) / "journal"
        line = continuing(options.words, path)
        with Journal.open(path, resume=options.resume, seed=options.seed, line=line) as journal:
            try:
                yield journal
            except BaseException as error:
                is_needed |= journal.begun
                if not journal.begun:
                    journal.discard()
                elif journal.line not in "".join([getattr(error, "attempt", ""), *getattr(error, "__notes__", [])]):
                    _say_how_to_go_on(error, "what is graded is kept; to go on", journal.line)
                raise
            is_needed = streams.advise(f"what is graded is kept: grader report {shlex.quote(str(path))} --json FILE")
            if not journal.is_there:
                streams.lose(str(path), FileNotFoundError(errno.ENOENT, "it was removed or replaced meanwhile"))
    finally:
        if path is not None and not is_needed and _is_temporary(path):
            shutil.rmtree(path.parent, ignore_errors=True)


def _is_temporary(path: Path) -> bool:
    """Whether a run without --store has made this journal. A folder of somebody else may begin with the same letters."""
    folder = path.resolve().parent
    is_ours = folder.name.startswith(_TEMPORARY) and folder.parent == Path(tempfile.gettempdir()).resolve()
    return is_ours and all(each.name.startswith(path.name) for each in folder.iterdir())  # SQLite has files of its own beside it


def _say_how_to_go_on(error: BaseException, graded: str, line: str) -> None:
    """Add to what ended a run the line that goes on."""
    if isinstance(error, Interrupted):
        error.attempt = f"{graded}: {line}"
    elif isinstance(error, GraderError):
        error.attempt = "; ".join(filter(None, (error.attempt, f"{graded}: {line}")))
    else:
        error.add_note(f"{graded}: {line}")
