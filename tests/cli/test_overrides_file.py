"""`--overrides FILE`: manual points, read before anything is graded and visible wherever points are."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest

from grader.cli import main
from grader.records import report_to_json
from tests.report import samples

CLASS = Path(__file__).resolve().parent.parent / "submissions" / "class"
INGRID = CLASS / "ingrid.py"
NOTE = "appeal of 3 May: the derivation on paper was right"


@pytest.fixture
def rule(tmp_path, capsys):
    """Grade ingrid, part b, with these overrides; returns (exit code, standard output, standard error)."""

    def graded(text, *options):
        file = tmp_path / "overrides.toml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        code = main(["grade", str(INGRID), "--part", "b", "--seed", "3", "--overrides", str(file), *map(str, options)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return graded


def entry(**changes) -> str:
    """One override as TOML; a value of None leaves its key out."""
    keys = {"submission": '"ingrid"', "part": '"b"', "points": "12.5", "note": f'"{NOTE}"', **changes}
    return "\n".join(["[[override]]", *(f"{key} = {value}" for key, value in keys.items() if value is not None), ""])


def test_the_points_and_the_note_are_drawn_and_written(rule, tmp_path):
    targets = {name: tmp_path / f"r.{name}" for name in ("json", "csv", "junit")}
    code, out, err = rule(entry(), *(word for name, path in targets.items() for word in (f"--{name}", path)))
    document = json.loads(targets["json"].read_text())
    (submission,) = document["submissions"]
    (part,) = submission["parts"]
    (row,) = csv.DictReader(io.StringIO(targets["csv"].read_text()))

    assert (code, err) == (0, "")
    assert "12.5 / 15 points" in out
    assert "12.5 by an instructor's override; judged 0" in out
    assert NOTE in out
    assert (submission["score"], part["score"], part["verdict"]) == (12.5, 12.5, "incorrect")
    assert part["override"] == {"judged": 0.0, "note": NOTE}
    assert (row["score"], row["overrides"]) == ("12.5", f"b: 12.5, judged 0: {NOTE}")
    assert f"12.5 points by an instructor's override, judged 0: {NOTE}" in targets["junit"].read_text()


def test_it_survives_a_regrading_of_the_same_bytes_and_no_other(rule):
    digest = json.loads(rule(entry(), "--json", "-")[1])["submissions"][0]["source_sha256"]
    assert "12.5 / 15 points" in rule(entry(sha256=f'"{digest.upper()}"'))[1]
    code, out, err = rule(entry(sha256=f'"{"0" * 64}"'))
    assert code == 0
    assert "0 / 15 points" in out
    assert "has changed since" in " ".join(out.split())
    assert "1 of 1 overrides not applied: ingrid, part b: the submission has changed since" in " ".join(err.split())


def test_an_override_of_somebody_else_is_counted_and_stops_nothing(rule):
    code, out, err = rule(entry() + entry(submission='"nobody"') + entry(part='"g"', points="1"))
    assert code == 0
    assert "12.5 / 15 points" in out
    assert "2 of 3 overrides not applied: nobody, part b: no such" in " ".join(err.split())
    assert "ingrid, part g: the part is not judged in this run" in " ".join(err.split())


def test_no_overrides_are_fine(rule):
    assert rule("")[0] == rule("# nothing yet\noverride = []\n")[0] == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[override]\n", "not TOML"),
        (b"\xff\xfe", "not TOML"),
        ("x = " + "[" * 5000, "not TOML"),
        ("[[overrides]]\n", "unknown key; only 'override' is allowed"),
        ("[override]\npart = 'b'\n", "'override' must be an array of tables"),
        ("override = [1]\n", "'override' must be an array of tables"),
        (entry(because="1"), "unknown key"),
        (entry(note=None), "missing key"),
        (entry(part='"z"'), "no such part"),
        (entry(part='"f"'), "no such part"),
        (entry(part="3"), "part must be a non-empty string"),
        (entry(submission='""'), "submission must be a non-empty string"),
        (entry(note='"  "'), "note must be a non-empty string"),
        (entry(points='"12"'), "points must be a number"),
        (entry(points="true"), "points must be a number"),
        (entry(points="nan"), "points must be a number"),
        (entry(points="inf"), "points must be a number"),
        (entry(points="-1"), "must be between 0 and 15"),
        (entry(points="15.5"), "must be between 0 and 15"),
        (entry(points="1e999999999"), "must be between 0 and 15"),
        (entry(points="1.23456"), "at most 3 decimals"),
        (entry(points="1e-999999999"), "at most 3 decimals"),
        (entry(sha256='"abc"'), "64 hexadecimal"),
        (entry() + entry(points="3"), "several overrides"),
    ],
)
def test_what_makes_no_sense_is_misuse_before_anything_is_graded(rule, text, words):
    code, out, err = rule(text)
    assert (code, out) == (2, "")
    assert words in " ".join(err.split())
    assert "Traceback" not in err


@pytest.mark.parametrize("file", ["nowhere.toml", "."])
def test_a_file_that_cannot_be_read_is_misuse(file, capsys):
    assert main(["grade", str(INGRID), "--overrides", file]) == 2
    assert "cannot read the overrides" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="devices and pipes are those of POSIX")
@pytest.mark.parametrize("command", ["grade", "report"])
@pytest.mark.parametrize("kind", ["device", "pipe", "folder", "large"])
def test_what_has_no_end_is_one_message(tmp_path, capsys, kind, command):
    file = Path("/dev/zero") if kind == "device" else tmp_path / "overrides.toml"
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    elif kind == "large":
        with file.open("wb") as sparse:
            sparse.truncate(1 << 30)
    results = tmp_path / "r.json"
    results.write_text("".join(report_to_json(samples.report(samples.ALICE))))
    target = INGRID if command == "grade" else results
    assert main([command, str(target), "--overrides", str(file)]) == 2
    captured = capsys.readouterr()
    said = {"folder": "Is a directory", "large": "larger than 8 MiB"}.get(kind, "not a regular file")
    assert (captured.out, said in captured.err, "Traceback" in captured.err) == ("", True, False)
