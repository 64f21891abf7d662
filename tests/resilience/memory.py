"""Grade a class with programs that take memory on a machine that has little: every record is there, and who takes it is ended."""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from tests.redteam.bait import Bait, descendants
from tests.resilience.classes import Files, hostile_files, make_class
from tests.resilience.kills import SEED, parent_of
from tests.resilience.place import Finding, Findings, Place, command_of, not_full, results

MEBIBYTES = 768
COUNT = 60
_GROUPS = (Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup"))

HUNGRY = {
    "in a call": "import numpy as np\ndef sigmoid(x):\n    global kept\n    kept = np.ones({size} << 17)\n    return kept\n",
    "at import": "import numpy as np\nkept = np.ones({size} << 17)\ndef sigmoid(x): return x\n",
    "in many arrays": "import numpy as np\nkept = []\ndef sigmoid(x):\n    while True: kept.append(np.ones(1 << 20))\n",
    "in answers": "import numpy as np\nB = np.ones(8 << 20, bool)\n"
    "def sigmoid(x): return B\n"
    "def sigmoid_gradient(x): return B\n"
    "def naive_softmax_loss_and_gradient(a, b, c): return B[:2796202], a, c\n",
}
"""Programs that take memory; `{size}` is in MiB, below the limit of a submission."""


def measure(options: argparse.Namespace, place: Place) -> Findings:
    """A class that takes all the memory that it may, with 768 MiB of machine, for one worker and for several."""
    sources = [source.replace("{size}", "400").encode() for source in HUNGRY.values()]
    with Bait() as bait:
        others: list[Files] = [{"word2vec.py": source} for source in sources]
        others += islice(hostile_files(bait, options.more), round(options.hostile * COUNT) + 16 * bool(options.more))
        made = make_class(place.folder / "class", COUNT, others, wrong=False)
        limits = ["--time-limit", options.time_limit, "--submission-limit", options.submission_limit]
        words = ["grade", "class", "--seed", SEED, "--json", "r.json", *limits]
        for jobs in (1, options.jobs, 8):
            with group(MEBIBYTES << 20) as enter:
                if enter is None:
                    yield Finding(ok=True, text="not tried: no control group can be made here")
                    return
                yield from _graded(place, [*words, "--jobs", jobs], enter, made.right, f"--jobs {jobs}")


def _graded(place: Place, words: list[object], enter: Path, right: frozenset[str], name: str) -> Findings:
    start = time.monotonic()
    with place.start(*words, preexec_fn=lambda: (enter / "cgroup.procs").write_text(str(os.getpid()))) as process:
        peaks: dict[str, float] = {}
        while process.poll() is None:
            for each, megabytes in _peaks(process.pid):
                peaks[each] = max(peaks.get(each, 0), megabytes)
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.2)
        err = process.stderr.read() if process.stderr else ""
        if process.stdout:
            process.stdout.read()
    written = results(place.folder / "r.json")
    statuses = Counter(each["status"] for each in written["submissions"])
    harmed = not_full(written, right)
    expected = 3 if statuses["ungraded"] else 0
    text = f"{name}: code {process.returncode} in {time.monotonic() - start:.0f} s, {dict(statuses)}, {_killed(enter)}"
    yield Finding(ok=process.returncode == expected and statuses.total() == COUNT, text=f"{text} {err.strip()[-200:]}")
    yield Finding(ok=not harmed, text=f"{name}: right ones without full marks: {harmed or 'none'}")
    shown = ", ".join(f"{each} {megabytes:.0f} MiB" for each, megabytes in sorted(peaks.items()))
    yield Finding(ok=True, text=f"{name}: peaks: {shown}")
    left = place.left()
    yield Finding(ok=not left, text=f"{name}: left behind: {left or 'nothing'}")


@contextmanager
def group(limit: int) -> Iterator[Path | None]:
    """A control group with so many bytes, None where none can be made."""
    folder = next(root for root in _GROUPS if root.exists()) / f"resilience-{os.getpid()}"
    try:
        folder.mkdir()
        version_one = (folder / "memory.limit_in_bytes").exists()
        (folder / ("memory.limit_in_bytes" if version_one else "memory.max")).write_text(str(limit))
    except OSError:
        yield None
        return
    try:
        yield folder
    finally:
        while (folder / "cgroup.procs").read_text().split():
            time.sleep(0.1)
        folder.rmdir()


def _killed(folder: Path) -> str:
    """How many processes the kernel has ended, and the most that all took together."""
    found = []
    for name in ("memory.oom_control", "memory.events", "memory.max_usage_in_bytes", "memory.peak"):
        with suppress(OSError):
            text = (folder / name).read_text()
            found += [line for line in text.splitlines() if line.startswith("oom_kill ")]
            found += [f"together {int(text) >> 20} MiB"] if text.strip().isdigit() else []
    return ", ".join(found)


def _peaks(program: int) -> Iterator[tuple[str, float]]:
    """What a process is, and the most memory that it had; for the program and its workers."""
    for each in [program, *(each for each in descendants() if "forkserver" in command_of(each))]:
        with suppress(OSError, StopIteration):
            lines = Path(f"/proc/{each}/status").read_text().splitlines()
            peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
            server = parent_of(each) == program
            yield "program" if each == program else "server" if server else "worker", peak
