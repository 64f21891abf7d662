"""The journal: nothing that was written is lost, nothing that is damaged is believed, one process at a time writes."""

from __future__ import annotations

import errno
import os
import random
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from grader.errors import GraderError, GraderFault, Misuse
from grader.model import Override, Status
from grader.records import results
from grader.records.database import is_sqlite
from grader.records.journal import Journal, Member
from tests.report import samples
from tests.support.journals import MEMBERS, RECIPE, REPORT, TEXTS, grade


def contents(path: Path) -> tuple:
    with Journal.read(path) as journal:
        return journal.seed, journal.recipe(), journal.report(), [*journal.members()], [*journal.bundles()]


def count_of(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def beside(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.parent.iterdir() if entry != path)


# --- what is written comes back -------------------------------------------------------------------------------------------


def test_everything_comes_back_and_nothing_is_left_beside_the_file(tmp_path):
    grade(tmp_path / "j.db")
    seed, recipe, report, members, bundles = contents(tmp_path / "j.db")

    assert (seed, recipe, report, members) == (7, RECIPE, REPORT, MEMBERS)
    assert [member.submission.path for member in members] == [result.path for result in REPORT.submissions]
    assert len(bundles) == len(MEMBERS)
    assert bundles[0] == f'{{"id": "{REPORT.submissions[0].id}", "cases": [1.5]}}'
    assert beside(tmp_path / "j.db") == []
    assert stat.S_IMODE((tmp_path / "j.db").stat().st_mode) == 0o600
    assert is_sqlite(tmp_path / "j.db")


def test_what_is_not_graded_yet_is_counted_with_the_line_that_goes_on(tmp_path):
    grade(tmp_path / "j.db", 3)
    report = contents(tmp_path / "j.db")[2]

    assert report.submissions == REPORT.submissions[:3]
    assert report.notes[-1] == f"{len(MEMBERS) - 3} of {len(MEMBERS)} submissions are not graded yet; to go on: {RECIPE['line']}"


def test_a_run_that_goes_on_is_the_same_run(tmp_path):
    grade(tmp_path / "whole.db")
    for _ in MEMBERS:
        grade(tmp_path / "parts.db", 1, resume=True)

    assert contents(tmp_path / "parts.db") == contents(tmp_path / "whole.db")
    assert {count_of(tmp_path / name, table) for name in ("whole.db", "parts.db") for table in ("run", "journal")} == {1}


def test_a_run_with_the_same_members_takes_the_place_of_the_last_one(tmp_path):
    grade(tmp_path / "j.db")
    with Journal.open(tmp_path / "j.db", resume=True) as journal:
        journal.begin(replace(REPORT, notes=("on 8 cores",)), {"line": "--jobs 8"}, MEMBERS)

    assert contents(tmp_path / "j.db")[1:3] == ({"line": "--jobs 8"}, replace(REPORT, notes=("on 8 cores",)))
    assert count_of(tmp_path / "j.db", "run") == 1


def test_a_run_of_other_members_is_a_new_one_that_counts(tmp_path):
    grade(tmp_path / "j.db")
    with Journal.open(tmp_path / "j.db", resume=True) as journal:
        done = journal.begin(REPORT, RECIPE, MEMBERS[:2])

    assert done == TEXTS.keys()
    assert contents(tmp_path / "j.db")[2].submissions == REPORT.submissions[:2]
    assert count_of(tmp_path / "j.db", "run") == 2
    assert count_of(tmp_path / "j.db", "source") == len(MEMBERS)


def test_two_with_the_same_bytes_share_a_result_under_their_own_names(tmp_path):
    twin = Member(submission=replace(MEMBERS[0].submission, id="caf\udce9", path="twin.py"), key=MEMBERS[0].key)
    with Journal.open(tmp_path / "j.db") as journal:
        journal.begin(REPORT, RECIPE, [MEMBERS[0], twin])
        journal.write(twin.key, TEXTS[twin.key], bundle='{"id": "\\\\\\""}')
    report = contents(tmp_path / "j.db")[2]

    assert [(result.id, result.path) for result in report.submissions] == [
        (MEMBERS[0].submission.id, MEMBERS[0].submission.path),
        ("caf\udce9", "twin.py"),
    ]
    assert report.submissions[0].parts == report.submissions[1].parts
    assert contents(tmp_path / "j.db")[4][1] == '{"id": "caf\\\\udce9"}'
    assert (count_of(tmp_path / "j.db", "source"), count_of(tmp_path / "j.db", "result")) == (1, 1)


def test_what_is_ungraded_is_graded_again(tmp_path):
    parts = tuple(replace(part, verdict=None, score=None) for part in REPORT.submissions[0].parts)
    ungraded = replace(REPORT.submissions[0], status=Status.UNGRADED, parts=parts)
    with Journal.open(tmp_path / "j.db") as journal:
        journal.begin(REPORT, RECIPE, MEMBERS[:1])
        journal.write(MEMBERS[0].key, results.result_to_json(ungraded))
    assert contents(tmp_path / "j.db")[2].submissions == (ungraded,)
    with Journal.open(tmp_path / "j.db", resume=True) as journal:
        assert journal.begin(REPORT, RECIPE, MEMBERS[:1]) == frozenset()
        journal.write(MEMBERS[0].key, TEXTS[MEMBERS[0].key])
    assert contents(tmp_path / "j.db")[2].submissions == REPORT.submissions[:1]


def test_what_has_no_entry_for_a_bundle_is_graded_again_where_one_is_wanted(tmp_path):
    with Journal.open(tmp_path / "j.db") as journal:
        journal.begin(REPORT, RECIPE, MEMBERS)
        for member, bundle in zip(MEMBERS[:2], ("{}", ""), strict=True):
            journal.write(member.key, TEXTS[member.key], bundle)
        assert journal.begin(REPORT, RECIPE, MEMBERS) == {MEMBERS[0].key, MEMBERS[1].key}
        assert journal.begin(REPORT, RECIPE | {"keep": True}, MEMBERS) == {MEMBERS[0].key}


def test_overrides_come_back_from_the_recipe(tmp_path):
    overrides = (Override(submission="a", part="b", points=Fraction(15, 2), note="appeal"),)
    with Journal.open(tmp_path / "j.db") as journal:
        journal.begin(REPORT, {"overrides": results.FORMAT.encode(overrides)}, MEMBERS)
        assert journal.overrides() == overrides
        journal.begin(REPORT, {}, MEMBERS)
        assert journal.overrides() == ()


# --- one journal, one seed, one process -----------------------------------------------------------------------------------


def test_an_existing_journal_is_continued_on_request_and_with_its_own_seed_only(tmp_path):
    path = tmp_path / "j.db"
    grade(path, 1)
    with pytest.raises(Misuse, match=r"exists already.*LINE"):
        Journal.open(path, line="LINE")
    with pytest.raises(Misuse, match=r"belong to seed 7.*--seed 8.*leave out --seed: LINE"):
        Journal.open(path, resume=True, seed=8, line="LINE")
    for seed in (7, None):
        with Journal.open(path, resume=True, seed=seed) as journal:
            assert journal.seed == 7


def test_a_journal_draws_its_seed_when_it_is_made(tmp_path):
    seeds = set()
    for name in ("a.db", "b.db"):
        with Journal.open(tmp_path / name, resume=True) as journal:  # the first start of a script that always resumes
            seeds.add(journal.seed)
    assert len(seeds) == 2


def test_a_second_start_is_refused_and_names_the_holder(tmp_path):
    path = tmp_path / "j.db"
    grade(path, 1)
    with Journal.open(path, resume=True) as journal:
        holder = rf"another process is grading into this file \(process {os.getpid()} on .+, since 20"
        with pytest.raises(Misuse, match=holder) as refusal:
            Journal.open(path, resume=True)
        assert refusal.value.exit_code == 2
        assert len(contents(path)[2].submissions) == 1  # reading goes on
        journal.begin(REPORT, RECIPE, MEMBERS)  # and so does writing
    grade(path, resume=True)


def test_a_file_system_without_locks_is_refused(tmp_path, monkeypatch):
    def no_locks(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", no_locks)
    with pytest.raises(Misuse, match=r"cannot be locked \(No locks available\) - name a file on a local disk"):
        Journal.open(tmp_path / "j.db")
    assert beside(tmp_path / "j.db") == []


@contextmanager
def started(code: str, path: Path) -> Iterator[subprocess.Popen]:
    """A process that runs the code, with a path, after the imports of this file."""
    code = f"import os, sys, time; from tests.records.test_journal import *\npath = Path(sys.argv[1])\n{code}"
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True) as process:
        yield process


ENDLESS = """
with Journal.open(path, resume=True, seed=7) as journal:
    done = journal.begin(REPORT, RECIPE, MEMBERS)
    if os.fork() == 0:
        os.close(1)
        time.sleep(20)
        os._exit(0)
    while True:
        for member in MEMBERS:
            journal.write(member.key, TEXTS[member.key])
            print(member.key, flush=True)
"""


def test_a_process_that_is_killed_loses_nothing_that_was_written(tmp_path):
    path = tmp_path / "j.db"
    for lines in range(1, 5):
        with started(ENDLESS, path) as process:
            written = {process.stdout.readline().strip() for _ in range(lines)}
            process.kill()
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        with Journal.open(path, resume=True, seed=7) as journal:  # although a child of that process lives on
            assert written <= journal.begin(REPORT, RECIPE, MEMBERS)
    assert beside(path) == []


@pytest.mark.parametrize("size", range(3))
def test_a_process_that_is_killed_while_it_makes_the_file_leaves_one_that_works(tmp_path, monkeypatch, size):
    """What such a process can leave: an empty file; one with its tables; one with a seed."""
    path = tmp_path / "j.db"
    if size == 0:
        path.touch()
    elif size == 1:
        with monkeypatch.context() as patched:
            patched.setattr("grader.records.database.Database.put", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                Journal.open(path)
    else:
        Journal.open(path, seed=7).close()
    if size < 2:
        with pytest.raises(Misuse, match=r"empty|nothing has been graded"):
            Journal.read(path)
    grade(path, resume=True)
    assert contents(path)[2] == REPORT


# --- disks ----------------------------------------------------------------------------------------------------------------


def test_a_full_disk_is_one_error_and_what_was_written_is_safe(tmp_path):
    path = tmp_path / "j.db"
    with Journal.open(path, seed=7) as journal:
        journal.begin(REPORT, RECIPE, MEMBERS)
        journal.write(MEMBERS[0].key, TEXTS[MEMBERS[0].key])
        (pages,) = journal._database._connection.execute("PRAGMA page_count").fetchone()
        journal._database._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(GraderFault, match=r"the disk is full .*--resume goes on"):
            journal.write(MEMBERS[1].key, TEXTS[MEMBERS[1].key], bundle=random.Random(1).randbytes(100_000).hex())
    assert contents(path)[2].submissions == REPORT.submissions[:1]
    grade(path, resume=True)
    assert contents(path)[2] == REPORT


READ_ONLY = """
for action in (contents, grade):
    try:
        found = action(path, *([1] if action is grade else []))
        print(len(found[2].submissions))
    except Misuse as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_is_read_only_can_be_reported_and_not_graded_into(tmp_path, what):
    path = tmp_path / "j.db"
    grade(path, 2)
    path.chmod(0o444 if what == "file" else 0o666)
    tmp_path.chmod(0o555)
    code = READ_ONLY
    if os.getuid() == 0:  # whom no permission stops
        for folder in (tmp_path, *tmp_path.parents[:-2]):
            folder.chmod(folder.stat().st_mode | 0o055)
        code = f"contents, grade, os.setuid(65534), Misuse\n{code}"
    with started(code, path) as process:
        lines = process.stdout.read().splitlines()
    tmp_path.chmod(0o755)
    assert lines[0] == "2"
    assert "this file cannot be" in lines[1]
    assert beside(path) == []


# --- damage ---------------------------------------------------------------------------------------------------------------


def refused_or_equal(path: Path, whole: tuple) -> str:
    """What becomes of a damaged file: it is refused, or the damage touches nothing that is read."""
    try:
        found = contents(path)
    except Misuse as misuse:
        return misuse.what
    assert found == whole
    return "equal"


def test_a_flipped_bit_is_found_wherever_it_matters(tmp_path):
    grade(tmp_path / "j.db", 3)
    whole, data, draw = contents(tmp_path / "j.db"), (tmp_path / "j.db").read_bytes(), random.Random(4)
    used = [i for i, byte in enumerate(data) if byte]
    outcomes = []
    for _ in range(200):
        changed, place = bytearray(data), draw.choice(used)
        changed[place] ^= 1 << draw.randrange(8)
        (tmp_path / "x.db").write_bytes(changed)
        outcomes.append(refused_or_equal(tmp_path / "x.db", whole))
    assert outcomes.count("equal") < 20  # bits of unused pages and of counters


@pytest.mark.parametrize("table", ["journal", "run", "member", "source", "result", "bundle"])
def test_a_value_that_was_changed_behind_our_back_is_found(tmp_path, table):
    path = tmp_path / "j.db"
    grade(path)
    with closing(sqlite3.connect(path)) as connection:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        column = columns[0] if table == "journal" else columns[-2]
        other = {"member": f"'{MEMBERS[1].key}'", "journal": "8", "run": "2"}.get(table, "zeroblob(9)")
        connection.execute(f"UPDATE {table} SET {column} = {other} WHERE rowid = (SELECT min(rowid) FROM {table})")
        connection.commit()
    with pytest.raises(Misuse, match="damaged"):
        contents(path)


@pytest.mark.parametrize("table", ["member", "source"])
def test_a_row_that_is_gone_is_missed(tmp_path, table):
    path = tmp_path / "j.db"
    grade(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"DELETE FROM {table} WHERE rowid = 2")
        connection.commit()
    with pytest.raises(Misuse, match="damaged"):
        contents(path)


@pytest.mark.parametrize("share", [0.001, 0.01, 0.3, 0.9, 0.999])
def test_a_truncated_file_is_refused_unless_nothing_is_missing(tmp_path, share):
    path = tmp_path / "j.db"
    grade(path)
    whole = contents(path)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    outcome = refused_or_equal(path, whole)
    assert ("damaged" in outcome) or share in (0.001, 0.999)
    if share < 0.9:
        with pytest.raises(Misuse, match=outcome):
            Journal.open(path, resume=True)


def sqlite_file(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)


FOREIGN = {
    "text": lambda path: path.write_text("import numpy as np\n"),
    "JSON": lambda path: path.write_text("{}"),
    "a database": lambda path: sqlite_file(path, "CREATE TABLE journal (seed INTEGER)"),
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/null"),
    "nothing": lambda path: None,
    "a later version": lambda path: (grade(path), sqlite_file(path, "PRAGMA user_version = 2")),
    "an empty file with a log": lambda path: (path.touch(), Path(f"{path}-wal").write_text("x")),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_another_file_is_refused_and_left_as_it_is(tmp_path, kind):
    path = tmp_path / "j.db"
    FOREIGN[kind](path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(Misuse) as caught:
        Journal.read(path)
    assert caught.value.where
    if kind != "nothing":
        with pytest.raises(GraderError):
            Journal.open(path, resume=True)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_parts_that_are_equal_are_read_once():
    one, two = (results.result_from_json(results.result_to_json(replace(samples.ALICE, id=name))) for name in ("a", "b"))
    assert (one.id, two.id, one.parts) == ("a", "b", samples.ALICE.parts)
    assert all(part is other for part, other in zip(one.parts, two.parts, strict=True))
    with pytest.raises(Misuse, match="verdict"):
        results.result_from_json(results.result_to_json(one).replace('"correct"', '"good"'))
