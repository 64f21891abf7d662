"""The journal of a class: a file that holds each result from the moment there is one.

Theory of operation. Each result is one transaction of a `Database`, so that a process that is killed loses nothing that was
written. A journal draws its seed when it is made, since results of several seeds do not belong into one report.

A *run* is one grading of a class: what a report says about the whole (`head`), what is needed to grade it again (`recipe`), and
its *members*, the submissions in order, with the keys of their results. A result belongs to a key (`result_key`) and not to
a person: two members with the same bytes share it, and so do two runs between which nothing changed. The last run counts. One
with the same members and keys takes the place of the last one, and any other is added.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from grader.errors import Misuse
from grader.model import Override, Remark, Report, Status, Submission, SubmissionResult
from grader.records import results
from grader.records.bundle import with_id
from grader.records.codec import Place
from grader.records.database import Database, damaged
from grader.records.packing import LEVEL, packed, unpacked

VERSION = 1
"""Of these tables."""

_TABLES = """
CREATE TABLE journal (seed INTEGER, seal BLOB);
CREATE TABLE run (number INTEGER PRIMARY KEY, head TEXT, recipe TEXT, members INTEGER, seal BLOB);
CREATE TABLE member (run INTEGER, position INTEGER, record TEXT, key TEXT, seal BLOB, PRIMARY KEY (run, position));
CREATE TABLE source (sha256 TEXT PRIMARY KEY, files BLOB, seal BLOB);
CREATE TABLE result (key TEXT PRIMARY KEY, graded INTEGER, result BLOB, seal BLOB);
CREATE TABLE bundle (key TEXT PRIMARY KEY, entry BLOB, seal BLOB);
"""

_IN_ORDER = "WHERE run = ? ORDER BY position"
_OF_KEY = "WHERE key = ?"

SETTINGS = {
    "assignment": "a hash of the files of the assignment",
    "grader": "the version of the grader",
    "numpy": "the version of NumPy that the grader computes with",
    "interpreter": "the Python that runs submissions: its path and version, and the version of its NumPy",
    "packages": "names and versions of the packages that submissions can import",
    "modules": "names of the modules that submissions may import",
    "parts": "the ids of the parts that are judged",
    "case": "the only case that is judged, 0 for all",
    "explanations": "how many explanations are looked for",
    "limits": "the limits of the sandbox",
    "isolation": "the level of isolation",
    "policy": "the shares of the points that mistakes leave",
    "seed": "the seed that the inputs are drawn from",
}
"""What a result depends on besides the submission, as plain JSON values. `--jobs` and the like are not among them."""


def result_key(submission: Submission, settings: Mapping[str, Any]) -> str:
    """The key of a result: a hash of all that the result depends on.

    Of the submission that is each file with its name, the name of the main file (messages mention it), the reason why it was not
    read, and the remarks on how it was found. Not its id and path: whose it is decides no point.

    settings  exactly the entries of SETTINGS
    """
    if settings.keys() != SETTINGS.keys():
        raise ValueError(f"these settings are missing or unknown: {', '.join(sorted(settings.keys() ^ SETTINGS.keys()))}")
    record = _record(submission)
    text = json.dumps([{name: record[name] for name in ("sha256", "main", "refusal", "remarks")}, settings], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One submission of a run, and the key of its result."""

    submission: Submission
    key: str


class Journal:
    """A journal that is open: `open` is for grading, `read` for reports. A context manager, which closes it.

    path   the file
    seed   the seed of all its runs
    begun  whether `begin` was called
    line   the command line that would continue the journal, for messages
    """

    def __init__(self, database: Database, seed: int, line: str = "") -> None:
        self.path = database.path
        self.seed = seed
        self._database = database
        self.begun = False
        self.line = line

    @classmethod
    def open(cls, path: Path | str, *, resume: bool = False, seed: int | None = None, line: str = "") -> Self:
        """Make a journal, or continue one with `resume`. It is locked until it is closed.

        resume  an existing journal is continued; where there is none, one is made all the same
        seed    of a new journal, None to draw it; that of an existing journal must be the same
        line    the command line that would continue the journal, for messages

        Raises Misuse for a journal that exists (without `resume`) or has another seed, and as `Database.open` does.
        """
        with ExitStack() as stack:
            database = Database.open(Path(path), _TABLES, VERSION)
            stack.callback(database.close)
            stored = [number for (number,) in database.rows("journal")]
            if not stored:
                stored = [int.from_bytes(os.urandom(4)) if seed is None else seed]
                database.put("journal", *stored)
            elif not resume:
                attempt = f"continue it: {line}" if line else "add --resume to continue it, or name another file"
                raise Misuse("this journal exists already", where=str(path), attempt=attempt)
            if seed not in (None, *stored):
                what = f"the results of this journal belong to seed {stored[0]}"
                attempt = f"leave out --seed: {line}" if line else f"leave out --seed, or give its own: --seed {stored[0]}"
                raise Misuse(what, where=str(path), value=f"--seed {seed}", attempt=attempt)
            stack.pop_all()
        return cls(database, stored[0], line)

    @classmethod
    def read(cls, path: Path | str) -> Self:
        """Open a journal for reading, also while it is written. Raises Misuse as `Database.read` does."""
        with ExitStack() as stack:
            database = Database.read(Path(path), VERSION)
            stack.callback(database.close)
            (seed,) = next(database.rows("journal"), (None,))
            if seed is None:
                raise _nothing(database.path)
            stack.pop_all()
        return cls(database, seed)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and release its lock."""
        self._database.close()

    @property
    def is_there(self) -> bool:
        """Whether the file still has its name: somebody may have removed or replaced it."""
        return self._database.is_there

    def discard(self) -> None:
        """Close the file, and remove it if it is new and no run has begun: nothing is in it."""
        self._database.close(remove=self._database.is_new and not self.begun)

    # --- write ------------------------------------------------------------------------------------------------------------

    def begin(self, head: Report, recipe: Mapping[str, Any], members: Iterable[Member]) -> frozenset[str]:
        """Begin a run, or continue the last one if its members are the same; returns the keys that are graded already.

        head    the report of the run; its submissions are not kept
        recipe  what is needed to grade the run again, as plain JSON values. Three entries are read here: "line", the command
                line that goes on; "overrides", those of the run; "keep", whether each submission has an entry in a bundle
        """
        run = [json.dumps(results.FORMAT.encode(replace(head, submissions=()))), json.dumps(recipe)]
        records = []
        with self._database.transaction():
            stored = {sha256 for sha256, _ in self._database.rows("source")}
            for member in members:  # one after the other: a large class is never in memory as a whole
                record = _record(member.submission)
                records.append([json.dumps(record), member.key])
                if record["sha256"] not in stored:
                    self._database.put("source", record["sha256"], packed(member.submission.files))
                    stored.add(record["sha256"])
            number, *_ = next(self._database.rows("run", "ORDER BY number DESC LIMIT 1"), [0])
            if not number or records != [row[2:] for row in self._database.rows("member", _IN_ORDER, number)]:
                number += 1
                for position, each in enumerate(records):
                    self._database.put("member", number, position, *each)
            self._database.put("run", number, *run, len(records))
            kept = {key for key, _ in self._database.rows("bundle")} if recipe.get("keep") else None
            graded = [key for key, is_graded, _ in self._database.rows("result") if is_graded]
        self.begun = True
        return frozenset(key for key in graded if kept is None or key in kept)

    def write(self, key: str, text: str, bundle: str = "") -> None:
        """Write one result: the JSON of a SubmissionResult, and of its entry in a bundle. An older one of the key is replaced.

        Raises GraderFault where the disk is full or fails. What was written before is safe.
        """
        is_graded = json.loads(text)["status"] != Status.UNGRADED.value
        with self._database.transaction():
            self._database.put("result", key, int(is_graded), zlib.compress(text.encode(), LEVEL))
            if bundle:
                self._database.put("bundle", key, zlib.compress(bundle.encode(), LEVEL))

    # --- read the last run ------------------------------------------------------------------------------------------------

    def recipe(self) -> dict[str, Any]:
        """What is needed to grade the run again."""
        recipe: dict[str, Any] = json.loads(self._run()[2])
        return recipe

    def overrides(self) -> tuple[Override, ...]:
        """The instructor's overrides of the run. Results are kept without them."""
        place = Place(value=self.recipe().get("overrides", []), path="overrides")
        return tuple(results.FORMAT.decode(Override, entry) for entry in place)

    @property
    def has_run(self) -> bool:
        """Whether a run has begun, this time or earlier."""
        return any(True for _ in self._database.rows("run"))

    def head(self) -> Report:
        """What the report says about the whole."""
        return results.FORMAT.decode(Report, {**json.loads(self._run()[1]), "submissions": []})

    def report(self) -> Report:
        """The report of the run, without overrides. What is not graded yet is left out, and counted in the notes."""
        with self._database.transaction("DEFERRED"):
            head, count, recipe = self.head(), self._run()[3], self.recipe()
            found: list[SubmissionResult] = []
            shared: dict[str, SubmissionResult] = {}
            for record, key in self._members():
                for _, _, data in self._database.rows("result", _OF_KEY, key) if key not in shared else ():
                    shared[key] = results.result_from_json(zlib.decompress(data))
                if key in shared:
                    found.append(replace(shared[key], id=record["id"], path=record["path"]))
        missing, line = count - len(found), recipe.get("line", "repeat the command line, with --resume")
        verb = "is" if missing == 1 else "are"
        notes = [f"{missing} of {count} submissions {verb} not graded yet; to go on: {line}"] if missing else []
        return replace(head, submissions=tuple(found), notes=(*head.notes, *notes))

    @property
    def ids(self) -> list[str]:
        """The id of each submission of the run, in order."""
        return [record["id"] for record, _ in self._members()]

    @property
    def keys(self) -> list[str]:
        """The key of each submission of the run, in order."""
        return [key for _, key in self._members()]

    def members(self, keys: Iterable[str] | None = None) -> Iterator[Member]:
        """The submissions of the run in order, with their bytes; with `keys` one for each of these."""
        wanted = None if keys is None else set(keys)
        for record, key in self._members():
            if wanted is not None:
                if key not in wanted:
                    continue
                wanted.remove(key)
            _, files = next(self._database.rows("source", "WHERE sha256 = ?", record["sha256"]), (None, None))
            if files is None:
                raise damaged(self.path)
            remarks = tuple(results.FORMAT.decode(Remark, remark) for remark in record["remarks"])
            known = {name: record[name] for name in ("id", "main", "refusal", "path")}
            yield Member(submission=Submission(files=unpacked(files), remarks=remarks, **known), key=key)

    def bundles(self) -> Iterator[str]:
        """The entries of a bundle that were kept, in order: each under the id of its own member."""
        for record, key in self._members():
            for _, data in self._database.rows("bundle", _OF_KEY, key):
                yield with_id(zlib.decompress(data).decode(), record["id"])

    def _run(self) -> list[Any]:
        """Number, head, recipe and number of members of the last run."""
        run = next(self._database.rows("run", "ORDER BY number DESC LIMIT 1"), None)
        if run is None:
            raise _nothing(self.path)
        return run

    def _members(self) -> Iterator[tuple[dict[str, Any], str]]:
        """Record and key of each member of the last run."""
        number, _, _, count = self._run()
        rows = list(self._database.rows("member", _IN_ORDER, number))
        if [position for _, position, _, _ in rows] != list(range(count)):
            raise damaged(self.path)
        return ((json.loads(record), key) for _, _, record, key in rows)


def _nothing(path: Path) -> Misuse:
    return Misuse(
        "nothing has been graded into this journal", where=str(path), attempt=f"grader grade PATH --store {path} --resume"
    )


def _record(submission: Submission) -> dict[str, Any]:
    """A submission without its bytes. Halves of surrogate pairs, which stand for undecodable names, come back from JSON."""
    names = ("id", "sha256", "main", "refusal", "path")
    return {name: getattr(submission, name) for name in names} | {"remarks": results.FORMAT.encode(submission.remarks)}
