"""The commands as a user meets them: exit codes, what goes where, and one clear message for what cannot be."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import grader.cli.grade
from grader.cli import main
from grader.errors import GraderFault
from grader.sandbox import Box
from tests.support.copied import copied, edited

ROOT = Path(__file__).resolve().parent.parent.parent
CLASS = ROOT / "tests/submissions/class"
RIGHT = CLASS / "amara"


@pytest.fixture
def run(capsys):
    """Run a command in this process; returns (exit code, standard output, standard error)."""

    def command(*arguments):
        code = main([str(a) for a in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


# --- grade ----------------------------------------------------------------------------------------------------------------


def test_one_submission_is_drawn_with_its_seed(run):
    code, out, err = run("grade", RIGHT, "--seed", 7)
    assert code == 0
    assert "100 / 100 points" in out
    assert "seed 7" in out
    assert err == ""


def test_a_wrong_submission_is_a_record_and_no_failure_of_the_command(run):
    code, out, _ = run("grade", CLASS / "ingrid.py", "--seed", 7)
    assert code == 0
    assert "missing-true-word" in out


def test_json_on_standard_output_stands_alone(run):
    code, out, err = run("grade", RIGHT, "--json", "-")
    document = json.loads(out)
    assert (code, document["schema"]) == (0, "grader.results/1")
    assert "100 / 100 points" in err


def test_files_are_written_whole(run, tmp_path):
    code, _, _ = run(
        "grade", RIGHT, CLASS / "samir", "--json", tmp_path / "r.json", "--csv", tmp_path / "r.csv", "--junit", tmp_path / "r.xml"
    )
    assert code == 0
    results = json.loads((tmp_path / "r.json").read_text())
    rows = list(csv.DictReader(io.StringIO((tmp_path / "r.csv").read_text())))
    assert [s["id"] for s in results["submissions"]] == [row["id"] for row in rows] == ["amara", "samir"]
    assert ET.parse(tmp_path / "r.xml").getroot().tag == "testsuites"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.csv", "r.json", "r.xml"]


def test_the_same_seed_gives_the_same_results_but_for_the_time(run):
    def results():
        document = json.loads(run("grade", CLASS / "ingrid.py", "--seed", 5, "--json", "-")[1])
        for submission in document["submissions"]:
            del submission["seconds"]
        return document

    assert results() == results()


def test_one_part_and_one_case(run):
    _, out, _ = run("grade", RIGHT, "--part", "b", "--case", 11, "--json", "-")
    assert [part["id"] for part in json.loads(out)["submissions"][0]["parts"]] == ["b"]


def test_options_may_stand_between_two_paths(run):
    code, out, _ = run("grade", CLASS / "bjorn.py", "--part", "e", CLASS / "chloe.py", "--json", "-")
    assert code == 0
    assert [(s["id"], len(s["parts"])) for s in json.loads(out)["submissions"]] == [("bjorn", 1), ("chloe", 1)]


@pytest.mark.parametrize("paths", [[CLASS], sorted(CLASS.iterdir())], ids=["a class", "its entries"])
def test_a_report_says_how_its_paths_were_read(run, paths):
    _, out, _ = run("grade", *paths, "--part", "e", "--json", "-")
    assert json.loads(out)["notes"] == ["left aside: expected.json"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--part", "f"], ["f.loss", "f.vc", "f.uo", "f.uk"]),
        (["--part", "h.U", "--part", "a"], ["a", "h.U"]),
        (["--part", "f,f.vc", "--part", "e"], ["e", "f.loss", "f.vc", "f.uo", "f.uk"]),
    ],
)
def test_several_parts_are_graded_together(run, options, expected):
    _, out, _ = run("grade", RIGHT, *options, "--json", "-")
    assert [part["id"] for part in json.loads(out)["submissions"][0]["parts"]] == expected


def test_every_unknown_part_is_named_with_those_that_there_are(run):
    code, _, err = run("grade", RIGHT, "--part", "b,y", "--part", "z")
    text = " ".join(err.split())
    assert code == 2
    assert "value y, z " in text
    assert "one of a, b, c, d, e, f.loss," in text
    assert "f means all of f; h means all of h" in text


def test_a_class_has_a_table_and_a_summary(run):
    code, out, _ = run("grade", RIGHT, CLASS / "ingrid.py", CLASS / "samir")
    assert code == 0
    assert "2 graded" in out
    assert "1 failed" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "no such file or directory"),
        ([RIGHT, "--assignment", "nothing"], "no such assignment"),
        ([RIGHT, "--part", "z"], "no such part"),
        ([RIGHT, "--case", "999"], "no such case"),
        ([RIGHT, "--json", "/nowhere/at/all.json"], "no such folder"),
        ([RIGHT, "--json", "-", "--csv", "-"], "two outputs cannot go to the same place"),
        ([RIGHT, "--json", ""], "not a file name"),
    ],
)
def test_misuse_is_one_message_and_exit_code_2(run, arguments, words):
    code, out, err = run("grade", *arguments)
    assert (code, out) == (2, "")
    assert words in " ".join(err.split())
    assert "Traceback" not in err


def test_a_time_limit_stops_an_endless_loop_and_the_rest_is_graded(run, tmp_path):
    source = (RIGHT / "word2vec.py").read_text(encoding="utf-8")
    loop = source + "\n\ndef sigmoid_gradient(x):\n    while True:\n        pass\n"
    (tmp_path / "word2vec.py").write_text(loop, encoding="utf-8")
    code, out, _ = run("grade", tmp_path, "--time-limit", "0.3", "--json", "-")
    verdicts = {p["id"]: p["verdict"] for p in json.loads(out)["submissions"][0]["parts"]}
    assert code == 0
    assert verdicts.pop("e") == "timeout"
    assert set(verdicts.values()) == {"correct"}


def test_a_fault_of_the_grader_is_said_and_costs_nobody_their_record(run, monkeypatch):
    def broken(self, load, **_):
        raise GraderFault("the box could not be started")

    monkeypatch.setattr(Box, "open", broken)
    code, out, _ = run("grade", RIGHT / "word2vec.py", "--json", "-")
    (record,) = json.loads(out)["submissions"]
    assert (code, record["status"], record["score"]) == (3, "ungraded", None)
    assert "the box could not be started" in record["message"]


def test_an_unforeseen_fault_says_whose_it_is(run, monkeypatch):
    monkeypatch.setattr(grader.cli.grade, "run", lambda options: 1 / 0)
    code, _, err = run("grade", RIGHT)
    assert code == 3
    assert "a fault of the grader" in err


def test_a_stubborn_file_is_written_or_not_at_all(run, tmp_path):
    (tmp_path / "r.json").mkdir()
    code, _, err = run("grade", RIGHT, "--json", tmp_path / "r.json")
    assert code == 2
    assert "not a file name" in err


def test_a_pipe_is_written_through_and_a_link_is_followed(run, tmp_path):
    (tmp_path / "link.json").symlink_to(tmp_path / "target.json")
    assert run("grade", RIGHT, "--json", tmp_path / "link.json", "--csv", "/dev/null")[0] == 0
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "target.json").read_text())["seed"] >= 0
    assert Path("/dev/null").is_char_device()


# --- check ----------------------------------------------------------------------------------------------------------------


def test_check_says_what_is_wrong_and_not_how_it_is_right(run):
    code, out, _ = run("check", CLASS / "ingrid.py")
    assert code == 1
    assert "missing-true-word" in out
    assert "U (yhat" not in out


def test_check_looks_for_the_file_of_the_assignment(run, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert run("check")[0] == 2
    shutil.copy(RIGHT / "word2vec.py", tmp_path)
    assert run("check", "--part", "b")[0] == 0


def test_check_takes_the_only_python_file_of_a_folder_and_says_so(run, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    shutil.copy(RIGHT / "word2vec.py", tmp_path / "mine.py")
    code, out, _ = run("check", "--part", "b")
    assert code == 0
    assert "there is no word2vec.py in this folder; checking mine.py" in out
    shutil.copy(RIGHT / "word2vec.py", tmp_path / "tools.py")
    code, out, err = run("check", "--part", "b")
    assert (code, out) == (2, "")
    assert "it holds mine.py, tools.py" in err
    assert "name the file: grader check FILE" in err


def test_check_writes_what_a_student_may_see(run, tmp_path, monkeypatch):
    shutil.copy(CLASS / "ingrid.py", tmp_path / "mine.py")
    monkeypatch.chdir(tmp_path)
    code, out, err = run("check", "--json", "-", "--part", "b")
    ((submission,), (part,)) = (json.loads(out)["submissions"], json.loads(out)["submissions"][0]["parts"])
    assert (code, submission["id"], part["verdict"], part["diagnosis"][0]["code"]) == (
        1,
        tmp_path.name,
        "incorrect",
        "missing-true-word",
    )
    assert (part["case"], part["diagnosis"][0]["value"]) == (None, "")
    assert "checking mine.py" in err


def test_check_takes_one_submission(run):
    code, _, err = run("check", CLASS)
    assert code == 2
    assert "several main files at the same depth" in err


def test_check_watches_and_checks_again_when_the_file_is_saved(tmp_path):
    path = tmp_path / "word2vec.py"
    shutil.copy(RIGHT / "word2vec.py", path)
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "grader", "check", str(path), "--watch", "--part", "b"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, encoding="utf-8") as process:
        try:
            seen = _until(process, "watching")
            assert "15 / 15 points" in seen
            time.sleep(0.01)  # another time stamp, whatever the file system's clock
            path.write_text(path.read_text(encoding="utf-8").replace("def naive_softmax", "def other"), encoding="utf-8")
            assert "missing" in _until(process, "watching")
        finally:
            process.kill()


def _until(process, word):
    lines = []
    for line in process.stdout:
        lines.append(line)
        if word in line:
            return "".join(lines)
    raise AssertionError("".join(lines))


# --- validate -------------------------------------------------------------------------------------------------------------


def test_validate_draws_writes_and_remembers_what_it_found(run, tmp_path, monkeypatch):
    folder = copied(tmp_path)
    written = ("--json", tmp_path / "v.json", "--junit", tmp_path / "v.xml", "--latex", tmp_path / "v.tex")
    code, out, _ = run("validate", "--assignment", folder, *written)
    assert code == 0
    assert "reference proved" in out
    assert r"\lambda W_r" in (tmp_path / "v.tex").read_text()
    document = json.loads((tmp_path / "v.json").read_text())
    assert (document["schema"], document["ok"], document["validated"]) == ("grader.validation/1", True, "")
    assert {check["name"] for check in document["checks"]} == {"mistakes", "features", "interfaces"}
    graded = json.loads(run("grade", folder / "functions.py", "--assignment", folder, "--json", "-")[1])
    assert graded["extra"]["assignment_sha256"] == document["assignment_sha256"]
    assert graded["reference_validated"] is True
    assert ET.parse(tmp_path / "v.xml").getroot().tag == "testsuites"

    monkeypatch.setattr("grader.validation.validate", None)  # nothing is proved again
    code, again, _ = run("validate", "--assignment", folder, "--json", tmp_path / "w.json", "--junit", tmp_path / "w.xml")
    recalled = json.loads((tmp_path / "w.json").read_text())
    assert (code, recalled | {"validated": ""}) == (0, document)
    assert (tmp_path / "w.xml").read_text() == (tmp_path / "v.xml").read_text()
    assert again.startswith(out.rstrip())
    assert f"unchanged since it was validated on {recalled['validated']}; --fresh proves it again" in again
    assert "✓ ∂L/∂Wᵣ = 1/n · Σᵢ (ŷ_{i,r} − Y_{i,r}) xᵢ + λ Wᵣ" in run("validate", "--assignment", folder, "--show")[1]
    assert run("validate", "--assignment", folder, "--fresh")[0] == 3  # it tries to


def test_who_grades_is_warned_of_a_reference_that_was_not_validated(run, tmp_path):
    folder = copied(tmp_path)
    _, out, _ = run(
        "grade", folder / "functions.py", "--assignment", folder, "--json", tmp_path / "g.json", "--isolation", "none"
    )
    assert json.loads((tmp_path / "g.json").read_text())["reference_validated"] is False
    assert "! reference not validated" in out
    _, out, _ = run("check", folder / "functions.py", "--assignment", folder, "--json", tmp_path / "c.json")
    assert json.loads((tmp_path / "c.json").read_text())["reference_validated"] is False
    assert "not validated" not in out  # a student can do nothing about it


def test_validate_is_red_for_a_spoilt_copy(run, tmp_path):
    folder = edited(copied(tmp_path), "functions.py", "delta[examples, labels] -= 1", "delta[examples, labels] += 1")
    code, out, _ = run("validate", "--assignment", folder)
    assert code == 1
    assert "not proved" in out
    assert not (folder / "validated.json").exists()


def test_help_loads_nothing_heavy():
    code = "import sys, grader.cli.parsing; print([m for m in ('sympy', 'rich') if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


# --- standard output that takes nothing, or not every letter ----------------------------------------------------------------


def grade_to(output, *arguments, **environment):
    """Grade in a process of its own, whose standard output is this file; returns (exit code, standard error)."""
    command = [sys.executable, "-m", "grader", "grade", "--part", "e", "--isolation", "none", *map(str, arguments)]
    env = {**os.environ, **environment}
    with output.open("w") as stdout:
        run = subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False, env=env)
    return run.returncode, run.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("arguments", [(), ("--json", "-")])
def test_a_full_standard_output_is_one_message_and_no_success(arguments):
    code, err = grade_to(Path("/dev/full"), *arguments, CLASS / "ingrid.py")
    assert (code, "No space left on device" in err, "Traceback" in err) == (3, True, False)


def test_data_on_standard_output_is_utf_8_in_every_locale(tmp_path):
    (tmp_path / "caf\u00e9.py").write_bytes((CLASS / "ingrid.py").read_bytes())
    code, err = grade_to(tmp_path / "out", "--csv", "-", tmp_path / "caf\u00e9.py", PYTHONIOENCODING="ascii")
    assert (code, "Traceback" in err) == (0, False)
    assert "caf\u00e9" in (tmp_path / "out").read_text(encoding="utf-8")


def test_two_spellings_of_one_file_are_one_place(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, err = run("grade", RIGHT, "--json", "results", "--csv", "./results")
    assert (code, "same place" in err, list(tmp_path.iterdir())) == (2, True, [])
