"""Ask a run to stop at moments from its first to its last: what is there is written, and the line that it prints goes on."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import signal
import stat
import subprocess
import sys
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

from tests.resilience.classes import make_class
from tests.resilience.place import Done, Finding, Findings, Place, differences, results

SEED = 7  # any

EARLY = (0.02, 0.1, 0.3)
"""Seconds: Python starts, modules are imported, walls are tested."""

SHARES = (0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.99)
"""Of the time of an undisturbed run; in the last ones files are written."""

WORDS = ("grade", "class", "--seed", SEED, "--json", "r.json")


def measure(options: argparse.Namespace, place: Place) -> Findings:
    """SIGTERM, and SIGINT to the whole group as a terminal sends it, at ten moments, with --store and without."""
    make_class(place.folder / "class", options.stopped, [])
    undisturbed = place.run(*WORDS, "--jobs", options.jobs)
    yield Finding(ok=undisturbed.code == 0 and not place.left(), text=f"undisturbed: {undisturbed.seconds:.1f} s")
    (place.folder / "r.json").rename(place.folder / "undisturbed.json")
    moments = [*EARLY, *(share * undisturbed.seconds for share in SHARES)]
    for number, (moment, kind) in enumerate(zip(moments, cycle((signal.SIGTERM, signal.SIGINT)), strict=False)):
        store = ["--store", "journal"] if number % 4 >= 2 else []
        yield from stopped(place, moment, kind, [*WORDS, "--jobs", options.jobs, *store])


def stopped(place: Place, moment: float, kind: signal.Signals, words: Sequence[object]) -> Findings:
    """Stop one run, look at what it leaves, run the line that it prints, and look again."""
    done = stop(place, moment, kind, words)
    written = results(place.folder / "r.json")["submissions"] if (place.folder / "r.json").exists() else []
    said = f"{kind.name} at {moment:.2f} s: code {done.code}, {len(written)} written"
    lines = done.err.strip().splitlines()
    line = re.fullmatch(
        r"grader: interrupted(?:: (\d+) of \d+ submissions are graded; to go on: grader (.*))?", (lines or [""])[-1]
    )
    early = moment in EARLY and done.code in (-kind, 130, 143)  # Python itself is still starting
    good = done.code == 0 or early or (done.code == 128 + kind and line is not None and "Traceback" not in done.err)
    if line is not None and line[1]:
        good &= int(line[1]) == len(written)
        yield from _gone_on(place, said, line[2])
    else:
        left = place.left()
        good &= not left
        said += f"; left behind: {left}" if left else ""
    yield Finding(ok=good, text=f"{said}; {lines[-1:] if not good else 'as it must be'}")
    for path in (place.folder / "r.json", *place.folder.glob("journal*")):
        path.unlink(missing_ok=True)


def stop(place: Place, moment: float, kind: signal.Signals, words: Sequence[object]) -> Done:
    """Run `grader` with these words, and send it a signal after so many seconds."""
    with place.start(*words, start_new_session=True) as process:
        try:
            out, err = process.communicate(timeout=moment)
        except subprocess.TimeoutExpired:
            (os.killpg if kind is signal.SIGINT else os.kill)(process.pid, kind)
            out, err = process.communicate(timeout=120)
    return Done(code=process.returncode, out=out, err=err, seconds=moment)


def _gone_on(place: Place, said: str, line: str) -> Findings:
    """The journal is private; the line finishes the class, and then nothing temporary is left."""
    words = shlex.split(line)
    journal = place.folder / words[words.index("--store") + 1]
    mode = stat.S_IMODE(journal.stat().st_mode)
    is_temporary = journal.is_relative_to(place.temporary)
    left = place.left(*[journal.parent.name] * is_temporary)
    yield Finding(
        ok=mode == 0o600 and not left, text=f"{said}: the journal has mode {mode:o}, left behind: {left or 'nothing else'}"
    )
    again = place.run(*words)
    differ = differences(results(Path(place.folder / "undisturbed.json")), results(place.folder / "r.json"))
    left = place.left()
    good = again.code == 0 and not differ and not left
    yield Finding(
        ok=good, text=f"{said}: the line answers {again.code}, differences: {differ or 'none'}, left behind: {left or 'nothing'}"
    )
    if not good:
        sys.stderr.write(again.err)
