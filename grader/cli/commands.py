"""The commands, with their options, examples and exit codes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from grader.cli.options import (
    ALLOW_MODULE,
    APPLY,
    ASSIGNMENT,
    BUNDLE,
    CASE,
    CSV,
    ENGINE,
    EXPLAIN,
    FRESH,
    ISOLATION,
    JOBS,
    JSON,
    JUNIT,
    LATEX,
    LIMIT_OPTIONS,
    NEVER_LOWER,
    ONLY,
    OVERRIDES,
    PART,
    PYTHON,
    RESUME,
    SCHEDULER,
    SEED,
    SHOW,
    SORT,
    STORE,
    STUDENT,
    WATCH,
    Option,
    path,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command; `grader.cli.<name>.run` executes it."""

    summary: str
    options: tuple[Option, ...]
    examples: tuple[str, str]
    exit_codes: dict[int, str]


_MISUSE = {
    2: "wrong usage; nothing was done",
    3: "the grader or the machine failed: on a submission (ungraded), or an output is not complete",
}
_STOPPED = {130: "stopped by Ctrl-C (143: by SIGTERM); what was there is written, the last line says how to go on"}
_WEAK = {4: "the isolation that is asked for cannot be had on this machine"}

COMMANDS = {
    "grade": Command(
        summary="grade submissions and report their mistakes",
        options=(
            Option(
                name="paths", group="inputs", unit="PATH", convert=path, nargs="+", help="a file, a folder, a folder of these"
            ),
            *(ASSIGNMENT, OVERRIDES, SEED, JSON, CSV, JUNIT, BUNDLE, EXPLAIN, SORT, PART, CASE, ONLY),
            *(*LIMIT_OPTIONS, ISOLATION, PYTHON, ALLOW_MODULE, JOBS, ENGINE, SCHEDULER, STORE, RESUME),
        ),
        examples=("grader grade class/ --csv marks.csv", "grader grade class/alice.py --seed 3 --part b --case 9"),
        exit_codes={0: "every submission has a record, whatever its points", **_MISUSE, **_WEAK, **_STOPPED},
    ),
    "check": Command(
        summary="check your own file before you hand it in",
        options=(
            Option(
                name="file",
                group="inputs",
                unit="FILE",
                convert=path,
                nargs="?",
                default_words="the assignment's file in this folder",
                help="your file",
            ),
            *(ASSIGNMENT, SEED, JSON, WATCH, PART, *LIMIT_OPTIONS, PYTHON, ALLOW_MODULE),
        ),
        examples=("grader check --watch", "grader check word2vec.py --part b"),
        exit_codes={0: "every part is correct", 1: "some part is not correct", **_MISUSE},
    ),
    "report": Command(
        summary="draw or convert stored results; nothing is graded again",
        options=(
            Option(
                name="file",
                group="inputs",
                unit="STORE_OR_JSON",
                convert=path,
                help="a journal that grade --store made, finished or not, or results that grade --json wrote",
            ),
            *(OVERRIDES, JSON, CSV, JUNIT, BUNDLE, EXPLAIN, SORT, ONLY),
        ),
        examples=(
            "grader report class.db --only failed",
            "grader report class.db --sort score --csv marks.csv",
        ),
        exit_codes={0: "what has been graded is reported", **_MISUSE},
    ),
    "regrade": Command(
        summary="grade the submissions of a journal again, after a change of the assignment, and show who would gain or lose",
        options=(
            Option(name="file", group="inputs", unit="STORE", convert=path, help="a journal that grade --store made"),
            replace(ASSIGNMENT, default=None, default_words="that of the journal, as it is now", replayed=False),
            *(OVERRIDES, JSON, PART, STUDENT, NEVER_LOWER, APPLY, JOBS, ENGINE, SCHEDULER),
        ),
        examples=("grader regrade class.db --part b --never-lower", "grader regrade class.db --json changes.json --apply"),
        exit_codes={0: "every submission was graded again", **_MISUSE, **_WEAK},
    ),
    "validate": Command(
        summary="prove an assignment's reference, and show that the proof can fail",
        options=(ASSIGNMENT, FRESH, JSON, JUNIT, LATEX, SHOW),
        examples=("grader validate --show", "grader validate --assignment my_course/softmax --junit validation.xml"),
        exit_codes={0: "every part is proved", 1: "a check does not vouch for some part", **_MISUSE},
    ),
}
