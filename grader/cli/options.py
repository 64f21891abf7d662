"""Declare every option once; `commands` says which command has which.

From these and the table COMMANDS come the parser, the help, the replay lines and the limits of the sandbox (all in
`parsing`), and the option table of the README (`tests/support/readme.py`). A new option is one entry here. This module is
light on purpose: `grader --help` loads nothing that grades, draws or proves.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from grader.intake.reading import SOURCE_LIMIT
from grader.sandbox.limits import Limits
from grader.sandbox.walls import LEVELS
from grader.version import PYTHONS

GROUPS = ("inputs", "output", "selection", "class", "limits", "sandbox")
"""Headings of the help, in order."""


# --- values ---------------------------------------------------------------------------------------------------------------


def path(text: str) -> Path:
    """A path. An empty one (an unset shell variable) is refused, since it would stand for this folder."""
    if not text:
        raise argparse.ArgumentTypeError("the path is empty")
    return Path(text)


def natural(text: str) -> int:
    """A whole number that is not negative."""
    return int(_number(text, "a whole number from 0 to 2**63 - 1", lambda n: 0 <= n < 2**63 and n == int(n)))


def count(text: str) -> int:
    """A whole number above 0."""
    return int(_number(text, "a whole number above 0", lambda n: 0 < n < 2**63 and n == int(n)))


def positive(text: str) -> float:
    """A finite number above 0."""
    return float(_number(text, "a number above 0", lambda n: 0 < n < 1e300))


def _number(text: str, wanted: str, fits: Callable[[Decimal], bool]) -> Decimal:
    try:
        number = Decimal(text)  # exact: a seed must come back as it was typed
        fitting = fits(number)
    except ArithmeticError:
        fitting = False
    if not fitting:
        raise argparse.ArgumentTypeError(f"{text!r} is not {wanted}")
    return number


def module_names(text: str) -> list[str]:
    """Dotted names of modules, separated by commas."""
    names = ids(text)
    for name in names:
        if not all(word.isidentifier() for word in name.split(".")):
            raise argparse.ArgumentTypeError(f"{name!r} is not the name of a module")
    return names


def level(text: str) -> str:
    """A level of isolation."""
    if text not in LEVELS:
        raise argparse.ArgumentTypeError(f"{text!r} is not one of {', '.join(LEVELS)}")
    return text


def ids(text: str) -> list[str]:
    """Ids that are separated by commas."""
    return [word.strip() for word in text.split(",")]


# --- options --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option, or a positional argument, whose name then has no dashes.

    unit           the metavariable of the help; "" for a switch
    convert        text to value; raises ArgumentTypeError
    default_words  the default in words where its value says nothing
    several        the option may be repeated; its value is then a list
    nargs          of a positional argument
    replayed       a replay line repeats the option where it is not the default
    """

    name: str
    group: str
    help: str
    unit: str = ""
    convert: Callable[[str], Any] = str
    default: Any = None
    default_words: str = ""
    choices: tuple[str, ...] | None = None
    several: bool = False
    nargs: str | None = None
    replayed: bool = False

    @property
    def key(self) -> str:
        """The attribute of the parsed options that holds the value."""
        return self.name.lstrip("-").replace("-", "_")

    @property
    def description(self) -> str:
        """The help with the default."""
        shown = self.default_words or (f"{self.default:g}" if isinstance(self.default, float | int) else self.default)
        return f"{self.help} (default: {shown})" if shown and self.unit else self.help


_processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

ASSIGNMENT = Option(
    name="--assignment",
    group="inputs",
    unit="NAME|PATH",
    default="word2vec",
    replayed=True,
    help="a built-in assignment, or the folder of another one",
)
SEED = Option(
    name="--seed",
    group="inputs",
    unit="N",
    convert=natural,
    default_words="a new one",
    help="draw the inputs of this seed, which a report names",
)
OVERRIDES = Option(
    name="--overrides", group="inputs", unit="FILE", convert=path, help="manual points for individual parts, in TOML"
)
JSON = Option(name="--json", group="output", unit="FILE", help="write the results as JSON (- is standard output)")
JUNIT = Option(name="--junit", group="output", unit="FILE", help="write the results as JUnit XML (- is standard output)")
FRESH = Option(
    name="--fresh", group="inputs", help="prove again what has not changed since it was validated; without it that is recalled"
)
SHOW = Option(name="--show", group="output", help="show the derivation of each part line by line, with the verdict on each =")
LATEX = Option(name="--latex", group="output", unit="FILE", help="write the derivations as LaTeX (- is standard output)")
CSV = Option(name="--csv", group="output", unit="FILE", help="write a table for a spreadsheet (- is standard output)")
BUNDLE = Option(
    name="--bundle",
    group="output",
    unit="FILE",
    help="write sources, inputs, outputs and verdicts as JSON, for an appeal (450 kB for each submission)",
)
EXPLAIN = Option(name="--explain", group="output", help="list further explanations that fit every case")
SORT = Option(
    name="--sort",
    group="output",
    unit="score|name",
    choices=("score", "name"),
    default_words="the order of the PATHs",
    help="order of the report and the CSV: by score, the highest first, or by name; of a class of more than 200, every "
    "submission then has a line",
)
ONLY = Option(
    name="--only",
    group="selection",
    unit="failed",
    choices=("failed",),
    help="show in the report and the CSV only submissions that were not judged: that could not be loaded or run, that were "
    "refused, or on which the grader failed (ungraded); JSON and JUnit stay complete",
)
PART = Option(
    name="--part",
    group="selection",
    unit="ID",
    convert=ids,
    several=True,
    default_words="all parts",
    help="only this part; f means all of f; may be repeated, or be a list such as e,f.vc",
)
STUDENT = Option(
    name="--student",
    group="selection",
    unit="ID",
    several=True,
    convert=lambda text: [text],
    default_words="all submissions",
    help="only this submission; may be repeated",
)
NEVER_LOWER = Option(
    name="--never-lower",
    group="selection",
    help="a part counts as before where the changed assignment gives fewer points for it",
)
APPLY = Option(
    name="--apply",
    group="class",
    help="store the new results as the last run of the journal, so that grader report publishes them",
)
CASE = Option(
    name="--case",
    group="selection",
    unit="N",
    convert=count,
    default=0,
    default_words="all cases",
    help="only this case of the parts, with its inputs, and what was returned and expected",
)
JOBS = Option(
    name="--jobs",
    group="class",
    unit="N",
    convert=count,
    default=_processors,
    default_words="the number of processors",
    help="submissions at a time, fewer where memory is short; the results are the same for every N",
)
ENGINE = Option(
    name="--engine",
    group="class",
    unit="local|dask",
    choices=("local", "dask"),
    default="local",
    help="processes of this machine, or workers of Dask",
)
SCHEDULER = Option(
    name="--scheduler",
    group="class",
    unit="ADDRESS",
    default="",
    default_words="a cluster of its own on this machine",
    help="with --engine dask: the scheduler, such as tcp://host:8786",
)
STORE = Option(
    name="--store",
    group="class",
    unit="FILE",
    convert=path,
    default_words="a temporary one",
    help="journal: each result is kept there as it comes, for --resume, grader report and grader regrade",
)
RESUME = Option(name="--resume", group="class", help="continue the journal of --store: grade what it does not hold yet")
ISOLATION = Option(
    name="--isolation",
    group="sandbox",
    unit="LEVEL",
    convert=level,
    default_words="the best there is, at least standard",
    replayed=True,
    help="exactly this level: strong, standard or none",
)
PYTHON = Option(
    name="--python",
    group="sandbox",
    unit="PATH",
    convert=path,
    default_words="the grader's own",
    replayed=True,
    help="run submissions in this interpreter, with its NumPy: that of the course's environment, such as my_env/bin/python "
    f"(CPython {PYTHONS[0]} to {PYTHONS[-1]})",
)
ALLOW_MODULE = Option(
    name="--allow-module",
    group="sandbox",
    unit="NAME",
    convert=module_names,
    several=True,
    default_words="what the assignment allows",
    replayed=True,
    help="submissions may import this module too, if the interpreter has it; may be repeated, or be a list such as scipy,pandas",
)
WATCH = Option(name="--watch", group="inputs", help="check again whenever the file is saved")

_limits = Limits()
LIMITS = (
    ("time_limit", "SECONDS", "for one call of one function"),
    ("submission_limit", "SECONDS", "for all of a submission"),
    ("cpu_limit", "SECONDS", "processor time of a submission's process"),
    ("memory_limit", "MEBIBYTES", "address space of a submission's process"),
    ("output_limit", "KIBIBYTES", "printed output that is kept"),
)
LIMIT_OPTIONS = tuple(
    Option(
        name=f"--{name.replace('_', '-')}",
        group="limits",
        unit=unit,
        convert=positive if unit == "SECONDS" else count,
        default=default,
        replayed=True,
        help=words,
    )
    for name, unit, words, default in (
        *((*limit, getattr(_limits, limit[0])) for limit in LIMITS),
        ("source_limit", "KIBIBYTES", "size of a file that is read", SOURCE_LIMIT),
    )
)
