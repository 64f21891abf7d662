"""Grade on Dask: on a cluster that the run makes, and on one that was there before, of which a worker is killed."""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.redteam.bait import descendants
from tests.resilience.classes import make_class
from tests.resilience.kills import SEED, parent_of
from tests.resilience.place import ROOT, Done, Finding, Findings, Place, command_of, differences, results
from tests.resilience.stops import stop

MOST_SECONDS = 60.0  # until somebody is told that no scheduler answers


def measure(options: argparse.Namespace, place: Place) -> Findings:
    """Dask: the same results as by local workers, also when a worker is killed; a scheduler, or Dask itself, that is missing."""
    words = ["grade", "class", "--seed", SEED, "--json", "r.json"]
    make_class(place.folder / "class", options.stopped, [])
    yield from _without_dask(place, words)
    if find_spec("distributed") is None:
        yield Finding(ok=True, text="the rest is not tried: Dask is not installed")
        return
    undisturbed = place.run(*words, "--jobs", options.jobs)
    (place.folder / "r.json").rename(place.folder / "undisturbed.json")
    dask = [*words, "--engine", "dask"]
    done = place.run(*dask, "--jobs", 2)
    yield from _same(place, done, "a cluster of its own")
    yield from _killed(place, [*dask, "--jobs", 2], "a cluster of its own", undisturbed.seconds)
    for kind in (signal.SIGINT, signal.SIGTERM):
        done = stop(place, done.seconds * 0.7, kind, [*dask, "--jobs", 2])
        journals = [name for name in os.listdir(place.temporary) if name.startswith("grader-journal-")]  # noqa: PTH208
        left = place.left(*journals)
        for journal in journals:
            shutil.rmtree(place.temporary / journal)
        text = f"{kind.name}: code {done.code}, left behind: {left or 'nothing else'}; {done.err.strip()[-200:]}"
        yield Finding(ok=done.code in (128 + kind, 0) and not left and done.err.count("\n") <= 1, text=text)
    with cluster(place) as address:
        done = place.run(*dask, "--scheduler", address)
        yield from _same(place, done, "a scheduler and two workers")
        yield from _killed(place, [*dask, "--scheduler", address], "a scheduler and two workers", undisturbed.seconds)
    with cluster(place, workers=0) as address:
        yield from _refused(place, [*dask, "--scheduler", address], "a scheduler without workers")
    yield from _refused(place, [*dask, "--scheduler", f"tcp://127.0.0.1:{free_port()}"], "no scheduler")
    yield from _refused(place, [*dask, "--scheduler", "nowhere.invalid:8786"], "no such machine")


def _without_dask(place: Place, words: list[object]) -> Findings:
    """An interpreter that has everything but Dask."""
    environment = place.folder / "environment"
    venv.create(environment, with_pip=False, symlinks=True)
    packages = next(environment.glob("lib/python*/site-packages"))
    for each in Path(find_spec("numpy").origin).parents[1].iterdir():  # type: ignore[union-attr,arg-type]
        if not each.name.lower().startswith(("dask", "distributed", "__pycache__")) and not each.name.endswith(".pth"):
            (packages / each.name).symlink_to(each)
    done = place.run(*words, "--engine", "dask", python=str(environment / "bin/python"))
    text = f"without Dask: code {done.code}: {' '.join(done.err.split())}"
    yield Finding(ok=done.code == 2 and "[dask]" in done.err and "Traceback" not in done.err, text=text)


def _refused(place: Place, words: list[object], name: str) -> Findings:
    done = place.run(*words)
    good = done.code == 2 and done.seconds < MOST_SECONDS and "Traceback" not in done.err
    yield Finding(ok=good, text=f"{name}: code {done.code} in {done.seconds:.0f} s: {' '.join(done.err.split())[-300:]}")


def _same(place: Place, done: Done, name: str) -> Findings:
    found = [results(place.folder / file) for file in ("undisturbed.json", "r.json")] if done.code == 0 else []
    differ = differences(*found) if found else "no results"
    left = place.left()
    if "scheduler" in name:  # and the cluster replaces a worker
        left = [each for each in left if "untrusted/" in each or each.startswith("grader-")]
    noise = [line for line in done.err.splitlines() if not line.startswith("grading")]
    text = f"{name}: code {done.code}, {done.seconds:.0f} s, differences: {differ or 'none'}, left behind: {left or 'nothing'}"
    yield Finding(ok=not differ and not left, text=f"{text}, {len(noise)} lines on standard error {noise[:2]}")


def _killed(place: Place, words: list[object], name: str, seconds: float) -> Findings:
    """Kill one of two workers when the grading has begun."""
    with place.start(*words, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while not (busy := _workers()) and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.05)
        time.sleep(seconds * 0.3)
        victim = random.Random(1).choice(sorted(busy))
        os.kill(victim, signal.SIGKILL)
        _, err = process.communicate()
    done = Done(code=process.returncode, out="", err=err, seconds=0.0)
    yield from _same(place, done, f"{name}, one worker killed")


def _workers() -> set[int]:
    """Processes that have a zygote below them."""
    zygotes = [each for each in descendants() if "untrusted/" in command_of(each) or "bwrap" in command_of(each)]
    parents = {parent_of(each) for each in zygotes}
    return {each for each in parents if "untrusted/" not in command_of(each) and "bwrap" not in command_of(each)}


@contextmanager
def cluster(place: Place, workers: int = 2) -> Iterator[str]:
    """A scheduler and workers, as somebody starts them by hand."""
    address = f"tcp://127.0.0.1:{free_port()}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(place.temporary)}
    begin = {"cwd": place.folder, "env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    commands = [["dask_scheduler", "--port", address.rpartition(":")[2], "--no-dashboard"]]
    commands += [["dask_worker", address, "--nthreads", "1", "--no-dashboard"]] * workers
    started = [subprocess.Popen([sys.executable, "-m", f"distributed.cli.{each[0]}", *each[1:]], **begin) for each in commands]
    try:
        time.sleep(5)
        place.remember()
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(30)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
