"""What interrupts a run loses nothing. `python -m tests.resilience.run` measures the same in full."""

from __future__ import annotations

import os
import re
import resource
import shlex
import signal
import time
from pathlib import Path

import pytest

from tests.redteam.bait import descendants
from tests.resilience.classes import make_class
from tests.resilience.place import Place, differences, integrity, results

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked for as Linux shows them")

WORDS = ("grade", "class", "--seed", 7, "--part", "e", "--isolation", "none", "--jobs", 2)
COUNT = 24


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A place with a class, and the results of a run that nobody disturbed."""
    place = Place(tmp_path_factory.mktemp("undisturbed") / "place")
    make_class(place.folder / "class", COUNT, [])
    assert place.run(*WORDS, "--json", "r.json").code == 0
    return results(place.folder / "r.json")


@pytest.fixture
def place(tmp_path):
    """A place with the same class."""
    made = Place(tmp_path / "place")
    make_class(made.folder / "class", COUNT, [])
    return made


def in_the_middle(place: Place, *words: object, **streams: object):
    """Start `grader`, and return when the journal holds the first results."""
    process = place.start(*WORDS, "--json", "r.json", *words, **streams)
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline and not any(map(holds_results, logs(place))):
        time.sleep(0.01)
    return process


def logs(place: Place) -> list[Path]:
    return [*place.folder.glob("journal-wal"), *place.temporary.glob("grader-journal-*/journal-wal")]


def holds_results(log: Path) -> bool:
    """A class of this size takes less before it is graded."""
    return log.stat().st_size > (100 << 10)


def test_a_run_that_is_killed_twice_is_resumed_to_the_same_results(place, undisturbed):
    for _ in range(2):
        with in_the_middle(place, "--store", "journal", "--resume") as process:
            process.kill()
        assert place.left() == []
    assert place.run(*WORDS, "--json", "r.json", "--store", "journal", "--resume").code == 0
    assert differences(results(place.folder / "r.json"), undisturbed) == []
    assert (integrity(place.folder / "journal"), [each.name for each in place.folder.glob("journal*")]) == ("ok", ["journal"])


def test_a_run_that_is_asked_to_stop_prints_the_line_that_goes_on(place, undisturbed):
    with in_the_middle(place) as process:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate()
    found = re.fullmatch(rf"grader: interrupted: (\d+) of {COUNT} submissions are graded; to go on: grader (.*)\n", err)
    assert (process.returncode, found is not None) == (143, True), err
    assert len(results(place.folder / "r.json")["submissions"]) == int(found[1])
    (folder,) = place.temporary.glob("grader-journal-*")
    assert place.left(folder.name) == []
    assert (folder / "journal").stat().st_mode & 0o777 == 0o600
    assert place.run(*shlex.split(found[2])).code == 0
    assert differences(results(place.folder / "r.json"), undisturbed) == []
    assert place.left() == []  # the journal is not needed any more


def test_a_journal_that_cannot_grow_is_one_error_and_keeps_what_it_has(place, undisturbed):
    """A limit on the size of files has the same effect as a full disk."""
    most = 160 << 10
    few = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))}
    done = place.run(*WORDS, "--json", "r.json", "--store", "journal", **few)
    said = " ".join(done.err.split())
    assert (done.code, "Traceback" in said, "to go on" in said) == (3, False, True), said
    assert place.left() == []
    assert 0 < len(results(place.folder / "r.json")["submissions"]) < COUNT
    assert place.run(*WORDS, "--json", "r.json", "--store", "journal", "--resume").code == 0
    assert differences(results(place.folder / "r.json"), undisturbed) == []


def test_what_is_left_where_all_processes_are_killed_goes_with_the_next_run(place):
    with in_the_middle(place, "--store", "journal", start_new_session=True) as process:
        os.killpg(process.pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while set(descendants()) & {process.pid} and time.monotonic() < deadline:
        time.sleep(0.05)
    folders = [folder.name for folder in place.temporary.glob("grader-scratch-*")]
    assert place.run(*WORDS, "--store", "journal", "--resume").code == 0
    assert place.left() == []
    assert [list(Path("/dev/shm").glob(f"sem.{name}*")) for name in folders] == [[]] * len(folders)
