"""Write results to files or to standard output (`-`), where they then stand alone, and draw them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.options import COMMANDS
from grader.errors import Misuse

if TYPE_CHECKING:
    from grader.model import CaseRecord, Override, Report

STANDARD_OUTPUT = "-"


def fresh_seed() -> int:
    """A seed that nobody can foresee."""
    return int.from_bytes(os.urandom(4))


def targets(options: argparse.Namespace) -> list[str]:
    """The files that data is written to: the values of all output options that take a FILE."""
    outputs = (o for o in COMMANDS[options.command].options if (o.group, o.unit) == ("output", "FILE"))
    named = (getattr(options, output.name.removeprefix("--")) for output in outputs)
    return [target for target in named if target is not None]


def check_targets(options: argparse.Namespace, inputs: Iterable[Path] = ()) -> None:
    """Refuse a file that cannot be written, or that is read, before any work is done. Raises Misuse."""
    overrides = getattr(options, "overrides", None)
    read = {path.resolve() for path in (*inputs, *([overrides] if overrides else []))}
    named = targets(options)
    paths = [target if target == STANDARD_OUTPUT else Path(target).resolve() for target in named]
    for target in named:
        if paths.count(target if target == STANDARD_OUTPUT else Path(target).resolve()) > 1:
            raise Misuse("two outputs cannot go to the same place", value=target, attempt="name another file for one of them")
        if target == STANDARD_OUTPUT:
            continue
        path = Path(target)
        if not target or path.is_dir():
            raise Misuse("not a file name", where=target, attempt="name a file")
        if not path.parent.is_dir():
            raise Misuse("no such folder", where=str(path.parent), attempt="make the folder first, or name another")
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise Misuse("permission denied", where=target, attempt="name another file")
        if path.resolve() in read or path.suffix == ".py":
            raise Misuse("refusing to overwrite an input file", where=target, attempt="name another file for the results")


def publish(
    options: argparse.Namespace,
    report: Report,
    overrides: Sequence[Override],
    cases: Mapping[str, Sequence[CaseRecord]] | None = None,
) -> None:
    """Write every file that was asked for, and only then draw.

    overrides  those that were applied to the report as far as they fit; the others are named at the end
    cases      graded cases, by id of the submission, whose arrays are drawn too
    """
    selected = select(report, sort=options.sort, only=options.only)
    if options.json:
        from grader.records import report_to_json

        write(options.json, report_to_json(report))
    if options.csv:
        from grader.report.spreadsheet import report_to_csv

        write(options.csv, report_to_csv(selected))
    if options.junit:
        from grader.report.junit import report_to_junit

        write(options.junit, report_to_junit(report))
    from grader.cli import drawing

    drawing.draw_class(selected, options, cases or {})
    if not overrides:
        return
    from grader import grading

    left = grading.unapplied(report.submissions, overrides)
    if left:  # a misspelt id must not pass for a decision
        reasons = "; ".join(f"{override.submission}, part {override.part}: {reason}" for override, reason in left)
        drawing.warn(f"{len(left)} of {len(overrides)} overrides not applied: {reasons}")


def select(report: Report, *, sort: str | None, only: str | None) -> Report:
    """The report with the submissions that --only selects, in the order of --sort: by score, the highest first, or by name."""
    from grader.intake.names import natural_key
    from grader.model import Status

    chosen = list(report.submissions)
    if only == "failed":
        chosen = [result for result in chosen if result.status is not Status.GRADED]
    if sort:
        chosen.sort(key=lambda result: natural_key(result.id))
    if sort == "score":
        chosen.sort(key=lambda result: -1 if result.score is None else result.score, reverse=True)
    return replace(report, submissions=tuple(chosen))


def write(target: str, text: str) -> None:
    """Write a whole file or nothing: what stood there before stays until the new text is complete. Raises Misuse.

    What is no regular file (a pipe, a device) is written through, and a link is followed.
    """
    path = Path(target)
    try:
        if target == STANDARD_OUTPUT:
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode())  # UTF-8, whatever encoding the terminal has
            sys.stdout.buffer.flush()
        elif path.exists() and not path.is_file():
            with path.open("w", encoding="utf-8", newline="") as file:
                file.write(text)
        else:
            path = path.resolve()
            mode = path.stat().st_mode & 0o777 if path.exists() else 0o644  # permissions are kept
            temporary = path.with_name(f".{path.name}.{os.getpid()}")
            try:
                with temporary.open("w", encoding="utf-8", newline="") as file:
                    file.write(text)
                temporary.chmod(mode)
                temporary.replace(path)
            finally:
                temporary.unlink(missing_ok=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Misuse(
            "cannot be written", where=target, value=error.strerror or str(error), attempt="name another file"
        ) from error
