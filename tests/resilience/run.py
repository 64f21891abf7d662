"""Interrupt the grading of a class in every way, and look whether anything is lost: `python -m tests.resilience.run`.

kills signals ...        these kinds of interruptions (default: all; their names and what they do are printed by --help)
--submissions 600        size of the class that is killed
--stopped 60             size of the class that is asked to stop
--hostile 0.05           share of hostile programs in it
--kills 30               so many
--more FOLDER            hostile programs besides those of the tests
--jobs 2                 workers
--seed 1                 other moments
--time-limit 1           seconds; hostile programs take several times these
--submission-limit 4

As root it runs with file systems of its own, so that full disks are small ones, and other programs are not counted.
Exit code 0 when nothing was lost and nothing is left behind.
"""

# ruff: noqa: T201 - a program of its own: what it prints is what it is for

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.resilience import answers, budgets, clusters, disks, kills, memory, outputs, stops
from tests.resilience.place import INSIDE, Findings, Place

KINDS: dict[str, Callable[[argparse.Namespace, Place], Findings]] = {
    "kills": kills.measure,
    "stops": stops.measure,
    "disks": disks.measure,
    "dask": clusters.measure,
    "outputs": outputs.measure,
    "budgets": budgets.measure,
    "memory": memory.measure,
    "answers": answers.measure,
}


def main() -> int:
    """0 when all is as it must be."""
    options = _options()
    if os.geteuid() == 0 and shutil.which("unshare") and INSIDE not in os.environ:
        inside = 'mount -t tmpfs none /dev/shm && exec "$@"'
        command = [sys.executable, "-m", "tests.resilience.run", *sys.argv[1:]]
        os.environ[INSIDE] = "1"
        os.execvp("unshare", ["unshare", "--mount", "sh", "-c", inside, "sh", *command])
    bad = 0
    for kind in options.kinds or KINDS:
        start = time.monotonic()
        print(f"{kind}: {(KINDS[kind].__doc__ or '').splitlines()[0]}", flush=True)
        with tempfile.TemporaryDirectory(prefix="resilience-", ignore_cleanup_errors=True) as folder:
            Path(folder).chmod(0o755)
            for finding in KINDS[kind](options, Place(Path(folder) / "place")):
                print(f"  {'ok ' if finding.ok else 'BAD'} {finding.text}", flush=True)
                bad += not finding.ok
        print(f"  in {time.monotonic() - start:.0f} s", flush=True)
    return int(bad > 0)


def _options() -> argparse.Namespace:
    kinds = "\n".join(f"{name:<10} {(kind.__doc__ or '').splitlines()[0]}" for name, kind in KINDS.items())
    parser = argparse.ArgumentParser(description=f"{__doc__}\n{kinds}", formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", choices=[*KINDS, []])
    parser.add_argument("--submissions", type=int, default=600)
    parser.add_argument("--stopped", type=int, default=60)
    parser.add_argument("--hostile", type=float, default=0.05)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--more", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--time-limit", type=float, default=1.0)
    parser.add_argument("--submission-limit", type=float, default=4.0)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
