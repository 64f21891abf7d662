"""`grader report`: draw or convert the results of a journal, or of a file that `grade --json` wrote. Nothing is graded again."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain

from grader import grading
from grader.cli import output, overrides_file
from grader.errors import Misuse
from grader.model import Override, Report
from grader.records import bundle_to_json, report_from_json
from grader.records.database import is_sqlite
from grader.records.journal import Journal


def run(options: argparse.Namespace) -> int:
    """0 when what is there is reported, also of a journal that is not finished. Raises Misuse for a file without results."""
    output.check_targets(options, inputs=[options.file])
    more = overrides_file.read(options.overrides) if options.overrides else ()
    with _read(options) as (judged, stored, entries):
        overrides = (*stored, *more)  # of two for one part the last one counts
        report = replace(judged, submissions=grading.apply_overrides(judged.submissions, overrides))
        output.publish(options, report, overrides, bundle=bundle_to_json(report, entries))
    return 0


@contextmanager
def _read(options: argparse.Namespace) -> Iterator[tuple[Report, tuple[Override, ...], Iterable[str]]]:
    """The report, the overrides of its run, and entries of a bundle where one is wanted."""
    if not is_sqlite(options.file):
        if options.bundle:
            attempt = "name a journal: grader grade PATH --store FILE --bundle FILE"
            raise Misuse("results as JSON hold no inputs and outputs", where="--bundle", value=str(options.file), attempt=attempt)
        yield _from_json(options), (), ()
        return
    with Journal.read(options.file) as journal:
        entries = journal.bundles() if options.bundle else iter(())
        first = next(entries, None)
        if options.bundle and first is None:
            attempt = "grade with --bundle into a new journal"
            raise Misuse("no inputs and outputs were kept in this journal", where=str(options.file), attempt=attempt)
        yield journal.report(), journal.overrides(), chain([] if first is None else [first], entries)


def _from_json(options: argparse.Namespace) -> Report:
    try:
        with options.file.open(encoding="utf-8") as file:
            return report_from_json(file)
    except (OSError, UnicodeError) as error:
        value = getattr(error, "strerror", None) or str(error)
        raise Misuse("cannot read the results", where=str(options.file), value=value) from error
    except Misuse as misuse:
        where = f"{options.file}, {misuse.where}" if misuse.where else str(options.file)
        attempt = misuse.attempt or "give a file that grader grade --json wrote"
        raise Misuse(misuse.what, where=where, value=misuse.value, attempt=attempt) from misuse
