"""Kill a run at random moments: the program itself, its workers, its zygotes, whatever they have started."""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
from collections import Counter
from contextlib import suppress
from itertools import islice

from tests.redteam.bait import Bait, descendants
from tests.resilience.classes import hostile_files, make_class
from tests.resilience.place import Finding, Findings, Place, command_of, differences, integrity, not_full, results

SEED = 7  # any

VICTIMS = {
    "program": 4,
    "all of it": 2,
    "worker": 2,
    "server of the workers": 1,
    "zygote": 1,
    "bubblewrap": 1,
}
"""What is killed, and how often beside the others. Bubblewrap is there at level strong only."""


def measure(options: argparse.Namespace, place: Place) -> Findings:
    """Kill `options.kills` times, go on each time, and compare with a run that nobody disturbed."""
    limits = ["--time-limit", options.time_limit, "--submission-limit", options.submission_limit]
    with Bait() as bait:
        hostile = list(islice(hostile_files(bait, options.more), round(options.hostile * options.submissions)))
        made = make_class(place.folder / "class", options.submissions, hostile)
        words = ["grade", "class", "--store", "journal", "--jobs", options.jobs, "--seed", SEED, *limits]
        undisturbed = place.run(*words[:2], "--seed", SEED, "--jobs", options.jobs, *limits, "--json", "undisturbed.json")
        yield Finding(ok=undisturbed.code == 0, text=f"undisturbed: code {undisturbed.code}, {undisturbed.seconds:.0f} s")
        yield from _killed(options, place, words, undisturbed.seconds)
        last = place.run(*words, "--resume", "--json", "resumed.json")
        yield Finding(ok=last.code == 0, text=f"the last run: code {last.code}, {last.seconds:.0f} s")
    left = place.left()
    yield Finding(ok=not left, text=f"left behind: {left or 'nothing'}")
    found = sorted(path.name for path in place.folder.glob("journal*"))
    yield Finding(ok=found == ["journal"], text=f"beside the journal: {', '.join(found)}")
    said = integrity(place.folder / "journal")
    yield Finding(ok=said == "ok", text=f"integrity: {said}")
    one, other = (results(place.folder / f"{name}.json") for name in ("undisturbed", "resumed"))
    differ = differences(one, other)
    yield Finding(ok=not set(differ) - made.others, text=f"differences: {differ or 'none'} (those of hostile files may be)")
    harmed = not_full(other, made.right)
    yield Finding(ok=not harmed, text=f"{len(other['submissions'])} records; right ones without full marks: {harmed or 'none'}")


def _killed(options: argparse.Namespace, place: Place, words: list[object], seconds: float) -> Findings:
    """Runs, until so many kills are done."""
    rng = random.Random(options.seed)
    counts: Counter[str] = Counter()
    worst: list[str] = []
    excused, victim = False, ""
    while counts.total() < options.kills:
        with place.start(*words, "--resume", stdout=subprocess.DEVNULL, start_new_session=True) as process:
            while process.poll() is None and counts.total() < options.kills:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(rng.uniform(0.02, 2 * seconds / options.kills))
                    break
                victim = rng.choices([*VICTIMS], [*VICTIMS.values()])[0]
                if kill(victim, process.pid, rng):
                    counts[victim] += 1
            if counts.total() >= options.kills:
                process.kill()
            _, err = process.communicate()
        if process.returncode not in (0, -signal.SIGKILL):
            worst.append(f"code {process.returncode}: {' '.join(err.split())[-300:]}")
        excused |= victim == "all of it"  # then nobody is there to clean up, but the next run
        if not excused and (left := place.left()):
            worst.append(f"left after a kill of the {victim}: {left}")
    yield Finding(ok=not worst, text=f"killed: {', '.join(f'{n} x {name}' for name, n in counts.items())}; {worst or 'no trace'}")


def kill(victim: str, program: int, rng: random.Random) -> bool:
    """Kill one process of that kind below the program, or the program; False where there is none just now."""
    below = {process: command_of(process) for process in descendants()}
    server = [each for each, command in below.items() if "forkserver" in command and parent_of(each) == program]
    found = {
        "program": [program],
        "server of the workers": server,
        "worker": [each for each in below if parent_of(each) in server],
        "zygote": [each for each, command in below.items() if "untrusted/" in command and "bwrap" not in command],
        "bubblewrap": [each for each, command in below.items() if command.startswith(("bwrap", "/usr/bin/bwrap"))],
        "all of it": [program],
    }[victim]
    if not found:
        return False
    with suppress(ProcessLookupError):
        (os.killpg if victim == "all of it" else os.kill)(rng.choice(found), signal.SIGKILL)
        return True
    return False


def parent_of(process: int) -> int:
    """The parent of a process, 0 when it has ended."""
    with suppress(OSError), open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
        return int(file.read().rpartition(")")[2].split()[1])
    return 0
