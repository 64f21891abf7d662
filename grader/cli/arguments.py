"""What each command takes. Light on purpose: `grader --help` loads nothing that grades, draws or proves."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from grader.intake.reading import SOURCE_LIMIT
from grader.version import VERSION

DEFAULT_ASSIGNMENT = "word2vec"

_REPLAYED = (
    "assignment",
    "time_limit",
    "submission_limit",
    "cpu_limit",
    "memory_limit",
    "output_limit",
    "source_limit",
    "isolation",
)
"""Options of `grade` that a replay of a part has to repeat where they are not the default."""


def replayed(options: argparse.Namespace) -> tuple[str, ...]:
    """The words of those options, as they were typed."""
    usual = parser().parse_args(["grade", "PATH"])
    changed = [name for name in _REPLAYED if getattr(options, name) != getattr(usual, name)]
    return tuple(word for name in changed for word in (f"--{name.replace('_', '-')}", str(getattr(options, name))))


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; `options.command` names the command."""
    whole = argparse.ArgumentParser(
        prog="grader", allow_abbrev=False, description="Check gradients: prove the reference, grade submissions."
    )
    whole.add_argument("--version", action="version", version=VERSION)
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _validate(
        commands.add_parser(
            "validate", allow_abbrev=False, help="prove an assignment's reference, and show that the proof can fail"
        )
    )
    _grade(commands.add_parser("grade", allow_abbrev=False, help="grade submissions and draw what was found"))
    _check(commands.add_parser("check", allow_abbrev=False, help="check your own file before you hand it in"))
    return whole


def _assignment(command: argparse.ArgumentParser) -> None:
    command.add_argument("--assignment", default=DEFAULT_ASSIGNMENT, metavar="NAME|PATH", help="default: %(default)s")


def _validate(command: argparse.ArgumentParser) -> None:
    _assignment(command)
    command.add_argument("--json", metavar="FILE", help="write what was found as JSON (- is standard output)")
    command.add_argument("--junit", metavar="FILE", help="write what was found as JUnit XML (- is standard output)")


def _grade(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="+", type=_path, metavar="PATH", help="a file, a submission's folder, a folder of these")
    _assignment(command)
    command.add_argument("--json", metavar="FILE", help="write the results as JSON (- is standard output)")
    command.add_argument("--csv", metavar="FILE", help="write a table for a spreadsheet (- is standard output)")
    command.add_argument("--junit", metavar="FILE", help="write the results as JUnit XML (- is standard output)")
    command.add_argument("--overrides", type=_path, metavar="FILE", help="an instructor's word on single parts, in TOML")
    bundle = "write sources, inputs, outputs and verdicts as JSON; for an appeal of a few submissions (220 kB each)"
    command.add_argument("--bundle", metavar="FILE", help=bundle)
    command.add_argument("--explain", action="store_true", help="list further explanations that fit every case")
    command.add_argument("--seed", type=_natural, metavar="N", help="draw the inputs of this seed (default: a new one)")
    command.add_argument("--part", default="", metavar="ID", help="grade this part only")
    command.add_argument("--case", type=_count, default=0, metavar="N", help="grade on this case only")
    _limits(command)
    command.add_argument("--jobs", type=_count, default=_processors(), metavar="N", help="submissions at a time (%(default)s)")
    levels = "strong, standard or none (default: the best there is, at least standard)"
    command.add_argument("--isolation", metavar="LEVEL", help=f"exactly this level: {levels}")


def _check(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", nargs="?", type=_path, metavar="FILE", help="default: the assignment's file in this folder")
    _assignment(command)
    command.add_argument("--watch", action="store_true", help="check again whenever the file is saved")
    command.add_argument("--seed", type=_natural, metavar="N", help="draw the inputs of this seed (default: a new one)")
    command.add_argument("--part", default="", metavar="ID", help="check this part only")
    _limits(command)


def _limits(command: argparse.ArgumentParser) -> None:
    """How much a submission may take. Reasons for the defaults stand in sandbox/limits.py and intake/reading.py."""
    for name, kind, unit, words in (
        ("--time-limit", _positive, "SECONDS", "for one call of one function (default: 2)"),
        ("--submission-limit", _positive, "SECONDS", "for all of a submission (default: 30)"),
        ("--cpu-limit", _positive, "SECONDS", "processor time of a submission's process (default: 30)"),
        ("--memory-limit", _count, "MEBIBYTES", "address space of a submission's process (default: 512)"),
        ("--output-limit", _count, "KIBIBYTES", "what a submission may print (default: 1024)"),
        ("--source-limit", _count, "KIBIBYTES", "size of a file that is read (default: 1024)"),
    ):
        default = SOURCE_LIMIT if name == "--source-limit" else None
        command.add_argument(name, type=kind, metavar=unit, help=words, default=default)


def _path(text: str) -> Path:
    """A path; an empty one (an unset variable) must not stand for this folder."""
    if not text:
        raise argparse.ArgumentTypeError("the path is empty")
    return Path(text)


def _natural(text: str) -> int:
    return int(_number(text, "a whole number that is not negative", lambda n: n >= 0 and n == int(n)))


def _count(text: str) -> int:
    return int(_number(text, "a whole number above 0", lambda n: n > 0 and n == int(n)))


def _processors() -> int:
    """Processors that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _positive(text: str) -> float:
    return _number(text, "a number above 0", lambda n: 0 < n < float("inf"))


def _number(text: str, wanted: str, fits: Callable[[float], bool]) -> float:
    try:
        number = float(text)
        fitting = fits(number)
    except (ValueError, OverflowError):
        fitting = False
    if not fitting:
        raise argparse.ArgumentTypeError(f"{text!r} is not {wanted}")
    return number
