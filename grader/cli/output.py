"""Write results to files or to standard output (`-`), where they then stand alone, and draw them."""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli import signals, streams
from grader.cli.commands import COMMANDS
from grader.errors import Misuse

if TYPE_CHECKING:
    from grader.model import CaseRecord, Override, Report

STANDARD_OUTPUT = "-"

_LISTED = 10
"""Overrides that are named in a warning."""


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
    overrides, store = getattr(options, "overrides", None), getattr(options, "store", None)
    read = {path.resolve() for path in (*inputs, *([overrides] if overrides else []))}
    named = targets(options)
    if store is not None:
        named.append(str(store))
        if named[-1] == STANDARD_OUTPUT:
            raise Misuse("a journal is a file, not standard output", where="--store", value="-", attempt="name a file")
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
    bundle: Iterable[str] = (),
) -> None:
    """Write every file that was asked for, and only then draw.

    overrides  those that were applied to the report as far as they fit; the others are named at the end
    cases      graded cases, by id of the submission, whose arrays are drawn too
    bundle     the pieces of the replay bundle
    """
    selected = select(report, sort=options.sort, only=options.only)
    write_all(
        [
            (options.json, _written("grader.records", "report_to_json", report)),
            (options.csv, _written("grader.report.spreadsheet", "report_to_csv", selected)),
            (options.junit, _written("grader.report.junit", "report_to_junit", report)),
            (getattr(options, "bundle", None), bundle),
        ]
    )
    from grader.cli import drawing

    drawing.draw_class(selected, options, cases or {})
    if not overrides:
        return
    from grader import grading

    left = grading.unapplied(report.submissions, overrides)
    if left:  # a misspelt id must not pass for a decision
        reasons = [f"{override.submission}, part {override.part}: {reason}" for override, reason in left[:_LISTED]]
        more = f"; and {len(left) - _LISTED} more" if len(left) > _LISTED else ""
        drawing.warn(f"{len(left)} of {len(overrides)} overrides not applied: {'; '.join(reasons)}{more}")


def _written(module: str, writer: str, report: Report) -> Iterator[str]:
    """The pieces of a report, by a writer that is imported only where its format was asked for."""
    yield from getattr(importlib.import_module(module), writer)(report)


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


def write_all(outputs: Iterable[tuple[str | None, Iterable[str]]]) -> None:
    """Write outputs, each a target (None: it was not asked for) and the pieces of its text, which are made as they are written.

    An output that cannot be written is reported (`streams.lose`), and the others are written. Files come before standard output
    and pipes, whose readers may be slow. A signal waits until all are written.
    """
    asked = [(target, pieces) for target, pieces in outputs if target is not None]
    with signals.held():
        for target, pieces in sorted(asked, key=lambda output: _is_stream(output[0])):
            try:
                _write(target, pieces)
            except OSError as error:
                streams.lose("standard output" if target == STANDARD_OUTPUT else target, error)


def _is_stream(target: str) -> bool:
    """Whether a target is written through: standard output, a pipe, a device, and a file in a folder that takes no other."""
    path = Path(target).resolve()
    return target == STANDARD_OUTPUT or (path.exists() and not (path.is_file() and os.access(path.parent, os.W_OK)))


def _write(target: str, pieces: Iterable[str]) -> None:
    """Write a whole file or nothing: what stood there before stays until the new text is complete and on the disk.

    What is no regular file is written through, and a link is followed. Raises OSError.
    """
    data = (piece.encode() for piece in pieces)  # UTF-8, whatever encoding the terminal has
    if target == STANDARD_OUTPUT:
        if sys.stdout is None:
            raise BrokenPipeError(errno.EPIPE, "it is closed")
        try:
            sys.stdout.flush()
            sys.stdout.buffer.writelines(data)
            sys.stdout.buffer.flush()
        except OSError:
            streams.silence(sys.stdout)
            raise
    elif _is_stream(target):
        with Path(target).open("wb") as file:
            file.writelines(data)
    else:
        _replace(Path(target).resolve(), data)


def _replace(path: Path, data: Iterable[bytes]) -> None:
    """Put a new file in the place of `path`, with its permissions."""
    mode = path.stat().st_mode & 0o777 if path.exists() else None
    temporary = path.with_name(f".grader-{os.urandom(6).hex()}")
    try:
        try:  # without a name until it is complete: a process that is killed leaves nothing behind
            descriptor = os.open(path.parent, os.O_TMPFILE | os.O_WRONLY, 0o666)
        except (AttributeError, OSError):  # not every file system has these
            descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor has no path
            file.writelines(data)
            file.flush()
            os.fsync(descriptor)
            if not temporary.exists():
                os.link(f"/proc/self/fd/{descriptor}", temporary, src_dir_fd=descriptor)  # which makes it follow the link
        if mode is not None:
            temporary.chmod(mode)
        try:
            temporary.replace(path)
        except OSError:
            if not path.is_file():
                raise
            shutil.copyfile(temporary, path)  # a file that was mounted into a container can be written, not replaced
    finally:
        temporary.unlink(missing_ok=True)
    with suppress(OSError):  # the new name, too, is on the disk
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
