"""Try every hostile program at every level and print the results: `python -m tests.redteam.run`.

--levels none,standard   these levels (default: all three)
--only reading/secret    programs whose name begins like this
--user 20001             and once more as this user, where this is root; needs an interpreter that the user may start:
--python /usr/bin/python3
--brief                  only what is not as it must be, and the sums
"""

# ruff: noqa: T201 - a program of its own: what it prints is what it is for

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from grader.errors import WeakIsolation
from tests.redteam.harness import Range, Shot
from tests.redteam.programs import Program, programs

ROOT = Path(__file__).resolve().parents[2]

LEVELS = ("strong", "standard", "none")
WALLED = LEVELS[:2]  # where a breach is a breach of promise, and the outcome must be the one that is named


def main() -> int:
    """0 when all is as it must be: at strong and standard no breach and the outcomes that the programs name; at none every
    program that needs a wall to stop it gets what it is after, so that none is a blank.
    """
    options = _options()
    chosen = [p for p in programs() if p.name.startswith(options.only)]
    print(f"as uid {os.geteuid()}: {len(chosen)} programs")
    shots = {level: _shoot(level, chosen) for level in options.levels.split(",")}
    _print(chosen, {level: found for level, found in shots.items() if found}, brief=options.brief)
    bad = sum(is_bad(p, found[p.name]) for found in shots.values() for p in chosen if found)
    return max(int(bad > 0), _again_as_user(options))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--levels", default=",".join(LEVELS))
    parser.add_argument("--only", default="")
    parser.add_argument("--user", type=int)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--brief", action="store_true")
    return parser.parse_args()


def _shoot(level: str, chosen: list[Program]) -> dict[str, Shot]:
    """Every program at one level; nothing where the machine does not have it."""
    try:
        with Range(level) as shooting:
            return {program.name: shooting.shoot(program) for program in chosen}
    except WeakIsolation as reason:
        print(f"{level}: not to be had here: {reason}")
        return {}


def is_bad(program: Program, shot: Shot) -> bool:
    """Whether this is not as it must be."""
    if shot.level in WALLED:
        return bool(shot.breaches) or not shot.is_as_named(program)
    return not shot.is_as_unwalled(program)


def _print(chosen: list[Program], shots: dict[str, dict[str, Shot]], *, brief: bool) -> None:
    """A line for each program: at each level a dot or its breaches; then the outcome at the first level, or where it is amiss."""
    width = max(len(p.name) for p in chosen)
    print(" ".join([" " * width, *(f"{level:<12}" for level in shots), "outcome"]))
    for program in chosen:
        row = [shots[level][program.name] for level in shots]
        if not brief or any(is_bad(program, shot) for shot in row):
            cells = [f"{','.join(shot.breaches) or '.':<12}" for shot in row]
            telling = next((shot for shot in row if is_bad(program, shot)), row[0])
            print(" ".join([f"{program.name:<{width}}", *cells, _outcome(telling, program)]))
    for level, found in shots.items():
        breached = [shot for shot in found.values() if shot.breaches]
        kinds = Counter(breach for shot in breached for breach in shot.breaches)
        seconds = sum(shot.seconds for shot in found.values())
        sums = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
        print(f"{level}: {len(breached)} of {len(found)} programs breach it in {seconds:.0f} s" + (f" ({sums})" if sums else ""))


def _outcome(shot: Shot, program: Program) -> str:
    part = program.must[0][1]
    due = " | ".join(words for words, _ in program.must) if shot.level in WALLED else " ".join(program.unwalled) or "no breach"
    amiss = f"   AMISS at {shot.level}, due is {due}" if is_bad(program, shot) else ""
    return f"{shot.outcomes.get(part, '?')}{amiss}   {shot.said!r}"


def _again_as_user(options: argparse.Namespace) -> int:
    """The same command once more in a process of that user."""
    if options.user is None:
        return 0
    command = [
        options.python,
        "-m",
        "tests.redteam.run",
        "--levels",
        options.levels,
        "--only",
        options.only,
        *["--brief"] * options.brief,
    ]
    paths = [str(ROOT), *(path for path in sys.path if path.endswith("site-packages"))]
    environment = {"PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1", "PATH": os.environ["PATH"]}
    sys.stdout.flush()
    ran = subprocess.run(command, user=options.user, group=options.user, extra_groups=[], env=environment, cwd="/", check=False)
    return ran.returncode


if __name__ == "__main__":
    sys.exit(main())
