"""What each command takes. Light on purpose: `grader --help` loads nothing that grades, draws or proves."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

DEFAULT_ASSIGNMENT = "word2vec"


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; `options.command` names the command."""
    whole = argparse.ArgumentParser(prog="grader", description="Check gradients: prove the reference, grade submissions.")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _validate(commands.add_parser("validate", help="prove an assignment's reference, and show that the proof can fail"))
    _grade(commands.add_parser("grade", help="grade submissions and draw what was found"))
    _check(commands.add_parser("check", help="check your own file before you hand it in"))
    return whole


def _assignment(command: argparse.ArgumentParser) -> None:
    command.add_argument("--assignment", default=DEFAULT_ASSIGNMENT, metavar="NAME|PATH", help="default: %(default)s")


def _validate(command: argparse.ArgumentParser) -> None:
    _assignment(command)
    command.add_argument("--json", metavar="FILE", help="write what was found as JSON (- is standard output)")
    command.add_argument("--junit", metavar="FILE", help="write what was found as JUnit XML (- is standard output)")


def _grade(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, a submission's folder, a folder of these")
    _assignment(command)
    command.add_argument("--json", metavar="FILE", help="write the results as JSON (- is standard output)")
    command.add_argument("--csv", metavar="FILE", help="write a table for a spreadsheet (- is standard output)")
    command.add_argument("--seed", type=_natural, metavar="N", help="draw the inputs of this seed (default: a new one)")
    command.add_argument("--part", default="", metavar="ID", help="grade this part only")
    command.add_argument("--case", type=_natural, default=0, metavar="N", help="grade on this case only")
    command.add_argument("--time-limit", type=_positive, metavar="SECONDS", help="for one call of one function")
    command.add_argument("--memory-limit", type=_count, metavar="MEBIBYTES", help="address space of a submission's process")
    command.add_argument("--jobs", type=_count, default=_processors(), metavar="N", help="submissions at a time (%(default)s)")
    levels = "strong, standard, minimal or none"
    command.add_argument("--isolation", default="standard", metavar="LEVEL", help=f"the least accepted: {levels} (%(default)s)")
    command.add_argument("--isolation-exactly", metavar="LEVEL", help="that level and no other, for tests and measurements")


def _check(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", nargs="?", type=Path, metavar="FILE", help="default: the assignment's file in this folder")
    _assignment(command)
    command.add_argument("--watch", action="store_true", help="check again whenever the file is saved")
    command.add_argument("--seed", type=_natural, metavar="N", help="draw the inputs of this seed (default: a new one)")
    command.add_argument("--part", default="", metavar="ID", help="check this part only")
    command.add_argument("--time-limit", type=_positive, metavar="SECONDS", help="for one call of one function")


def _natural(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text} is negative")
    return number


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than one")
    return number


def _processors() -> int:
    """Processors that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not a positive number of seconds")
    return number
