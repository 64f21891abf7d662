"""Fill the disk while a class is graded, and take away the right to write: one clear error, and nothing is lost."""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.resilience.classes import make_class
from tests.resilience.place import Done, Finding, Findings, Place, differences, integrity, results

SEED = 7  # any
WORDS = ("grade", "class", "--seed", SEED)
DISK = 4 << 20  # bytes: several times what a journal of this class takes
FAR = 0.3  # of the class is graded when the disk is filled


def measure(options: argparse.Namespace, place: Place) -> Findings:
    """A full disk below the journal, the results and TMPDIR; a journal and a folder that are read-only."""
    if os.geteuid():
        yield Finding(ok=True, text="not tried: only root can mount a small disk")
        return
    make_class(place.folder / "class", options.stopped, [])
    words = [*WORDS, "--jobs", options.jobs]
    undisturbed = place.run(*words, "--json", "undisturbed.json")
    expected = results(place.folder / "undisturbed.json")
    with disk(place.folder / "disk"):
        yield from _journal_on_a_full_disk(place, [*words, "--store", "disk/journal", "--json", "r.json"], expected)
    with disk(place.folder / "disk"):
        yield from _results_on_a_full_disk(place, [*words, "--store", "journal", "--json", "disk/r.json"], expected)
    with disk(place.temporary):
        yield from _full_temporary_folder(place, [*words, "--json", "r.json"], expected, undisturbed.seconds)
    with disk(place.folder / "disk"):
        yield from _read_only(place, [*words, "--store", "disk/journal", "--json", "r.json"])


@contextmanager
def disk(folder: Path, size: int = DISK) -> Iterator[None]:
    """A small disk there."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(folder: Path) -> Path:
    """Write a file until nothing more fits."""
    with suppress(OSError), (folder / "filling").open("ab", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    return folder / "filling"


def filled_while_grading(place: Place, words: list[object], folder: Path, journal: Path) -> Done:
    """Run `grader`, and fill the disk when a part of the class is in the journal."""
    start = time.monotonic()
    with place.start(*words) as process:
        while process.poll() is None and not _is_far(journal):
            time.sleep(0.05)
        fill(folder)
        out, err = process.communicate()
    return Done(code=process.returncode, out=out, err=err, seconds=time.monotonic() - start)


def _is_far(journal: Path) -> bool:
    """Whether the log beside a journal holds some results: each takes a kilobyte or two and a page."""
    log = Path(f"{journal}-wal")
    with suppress(OSError):
        return log.stat().st_size > (300 << 10)
    return False


def clear(done: Done, *words: str) -> bool:
    """Whether a run has failed with one error, which holds these words, and no traceback."""
    text = " ".join(done.err.split())
    return done.code != 0 and "Traceback" not in text and all(word in text for word in words)


def _journal_on_a_full_disk(place: Place, words: list[object], expected: dict[str, object]) -> Findings:
    done = filled_while_grading(place, words, place.folder / "disk", place.folder / "disk/journal")
    left = place.left()
    text = f"journal on a full disk: code {done.code}, left behind {left or 'nothing'}: {_said(done)}"
    yield Finding(ok=clear(done, "disk", "--resume") and not left, text=text)
    again = place.run(*words, "--resume")
    yield Finding(ok=clear(again, "disk"), text=f"resumed while it is full: code {again.code}: {_said(again)}")
    (place.folder / "disk/filling").unlink()
    last = place.run(*words, "--resume")
    yield Finding(ok=last.code == 0 and _same(place.folder / "r.json", expected), text=f"resumed with room: code {last.code}")
    said = integrity(place.folder / "disk/journal")
    yield Finding(ok=said == "ok", text=f"integrity: {said}")


def _results_on_a_full_disk(place: Place, words: list[object], expected: dict[str, object]) -> Findings:
    (place.folder / "disk/r.json").write_text("old")
    fill(place.folder / "disk")
    done = place.run(*words)
    names = sorted(os.listdir(place.folder / "disk"))  # noqa: PTH208
    old = (place.folder / "disk/r.json").read_text()
    text = f"results on a full disk: code {done.code}, {names}, {old!r} stands: {_said(done)}"
    yield Finding(ok=clear(done, "r.json") and names == ["filling", "r.json"] and old == "old", text=text)
    (place.folder / "disk/filling").unlink()
    last = place.run(*words, "--resume")
    good = last.code == 0 and _same(place.folder / "disk/r.json", expected)
    yield Finding(ok=good, text=f"resumed with room: code {last.code} in {last.seconds:.1f} s")


def _full_temporary_folder(place: Place, words: list[object], expected: dict[str, object], seconds: float) -> Findings:
    filling = fill(place.temporary)
    done = place.run(*words)
    # Python looks for another temporary folder then.
    good = clear(done, "space") or (done.code == 0 and _same(place.folder / "r.json", expected))
    yield Finding(ok=good, text=f"TMPDIR is full at the start: code {done.code}: {_said(done)}")
    filling.unlink()
    start = time.monotonic()
    with place.start(*words) as process:
        while process.poll() is None and time.monotonic() < start + seconds / 2:
            time.sleep(0.05)
        fill(place.temporary)
        out, err = process.communicate()
    done = Done(code=process.returncode, out=out, err=err, seconds=time.monotonic() - start)
    (place.temporary / "filling").unlink()
    text = f"TMPDIR fills up: code {done.code}, there {sorted(os.listdir(place.temporary))}: {_said(done)}"  # noqa: PTH208
    yield Finding(ok=clear(done, "--resume") or (done.code == 0 and _same(place.folder / "r.json", expected)), text=text)


def _read_only(place: Place, words: list[object]) -> Findings:
    """For root a file without the right to write is none: the disk is."""
    place.run(*words)
    before = (place.folder / "disk/journal").read_bytes()
    subprocess.run(["mount", "-o", "remount,ro", place.folder / "disk"], check=True)
    for resume in ([], ["--resume"]):
        done = place.run(*words, *resume)
        yield Finding(ok=clear(done, "journal"), text=f"read-only journal {resume}: code {done.code}: {_said(done)}")
    done = place.run(*words[:-4], "--store", "disk/another")
    yield Finding(ok=clear(done, "another"), text=f"read-only folder: code {done.code}: {_said(done)}")
    done = place.run("report", "disk/journal", "--csv", "r.csv")
    same = before == (place.folder / "disk/journal").read_bytes()
    yield Finding(ok=done.code == 0 and same, text=f"report of a read-only journal: code {done.code}")


def _same(file: Path, expected: dict[str, object]) -> bool:
    return not differences(results(file), expected)


def _said(done: Done) -> str:
    return " ".join(done.err.split())[-300:]
