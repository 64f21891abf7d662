"""Every file that was asked for is whole before anything is drawn, and what could not be written is never a success."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from grader.cli import main
from grader.records import report_to_json
from tests.report import samples

FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
RESULTS = ("json", "csv", "junit")


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """Results of a class of 25: its drawing is longer than what a pipe holds for a reader that has left."""
    file = tmp_path_factory.mktemp("stored") / "stored.json"
    report = samples.report(*(samples.submission(f"student {i}") for i in range(25)))
    file.write_text("".join(report_to_json(report)))
    return file


def program(*words, stdout, stdin=None, **environment):
    """Run a command as a process of its own; returns (exit code, standard error)."""
    command = [sys.executable, "-m", "grader", *map(str, words)]
    env = {**os.environ, **environment}
    done = subprocess.run(
        command, stdout=stdout, stderr=subprocess.PIPE, stdin=stdin, env=env, text=True, check=False, encoding="utf-8"
    )
    return done.returncode, done.stderr


def closed_pipe():
    """A pipe whose reader has left."""
    reading, writing = os.pipe()
    os.close(reading)
    return os.fdopen(writing, "wb")


def full_disk():
    """A device that takes nothing."""
    return Path("/dev/full").open("w")


def files(folder):
    """The words of a command line that ask for every format in this folder."""
    return [word for kind in RESULTS for word in (f"--{kind}", str(folder / f"r.{kind}"))]


@pytest.mark.parametrize(
    ("output", "expected", "said"),
    [
        pytest.param(closed_pipe, 0, "", id="a reader that left"),
        pytest.param(full_disk, 3, "No space left", marks=FULL, id="a full disk"),
    ],
)
@pytest.mark.parametrize("columns", ["80", "0"])
def test_what_becomes_of_the_drawing_changes_no_file(stored, tmp_path, output, expected, said, columns):
    with output() as stdout:
        code, err = program("report", stored, *files(tmp_path), stdout=stdout, COLUMNS=columns)
    assert (code, said in err, "Traceback" in err, "Exception ignored" in err) == (expected, True, False, False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.csv", "r.json", "r.junit"]
    assert (tmp_path / "r.json").read_text() == stored.read_text()
    assert len((tmp_path / "r.csv").read_text().splitlines()) == 26
    assert (tmp_path / "r.junit").read_text().endswith("</testsuites>\n")


@pytest.mark.parametrize(
    "output",
    [
        pytest.param(closed_pipe, id="a reader that left"),
        pytest.param(full_disk, marks=FULL, id="a full disk"),
    ],
)
def test_data_that_standard_output_does_not_take_is_no_success_and_the_files_are_there(stored, tmp_path, output):
    with output() as stdout:
        code, err = program("report", stored, "--json", "-", "--csv", tmp_path / "r.csv", stdout=stdout)
    assert (code, "this output is not complete" in err, "standard output" in err) == (3, True, True)
    assert len((tmp_path / "r.csv").read_text().splitlines()) == 26


@pytest.mark.skipif(os.name != "posix", reason="a shell closes it")
@pytest.mark.parametrize(("json_to", "expected"), [("-", 3), ("/dev/null", 0)])
def test_a_closed_standard_output_takes_no_data(stored, tmp_path, json_to, expected):
    line = f"{sys.executable} -m grader report {stored} --json {json_to} --csv {tmp_path}/r.csv >&-"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
    assert (done.returncode, (tmp_path / "r.csv").exists(), "Traceback" in done.stderr) == (expected, True, False)


@FULL
def test_one_output_that_cannot_be_written_takes_no_other_along(stored, tmp_path, capsys):
    assert main(["report", str(stored), "--json", "/dev/full", "--csv", str(tmp_path / "r.csv")]) == 3
    captured = capsys.readouterr()
    assert len((tmp_path / "r.csv").read_text().splitlines()) == 26
    assert "student 24" in captured.out
    assert ("/dev/full" in captured.err, "No space left on device" in captured.err) == (True, True)


@FULL
@pytest.mark.parametrize("command", ["check", "report"])
def test_a_command_that_is_judged_by_its_exit_code_keeps_it_or_says_3(stored, tmp_path, command):
    (tmp_path / "word2vec.py").write_text("def sigmoid(x):\n    return x\n")
    target = stored if command == "report" else tmp_path / "word2vec.py"
    part = [] if command == "report" else ["--part", "e"]
    with closed_pipe() as stdout:
        assert program(command, target, *part, stdout=stdout, COLUMNS="0")[0] == (0 if command == "report" else 1)


@pytest.mark.parametrize("columns", ["0", "", "00"])
def test_a_terminal_without_a_width_is_80_wide(stored, capsys, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    assert main(["report", str(stored)]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) == 80


def test_the_old_file_stays_until_the_new_one_is_complete_and_keeps_its_rights(stored, tmp_path):
    target = tmp_path / "r.json"
    target.write_text("old")
    target.chmod(0o640)
    before = target.stat().st_ino
    assert main(["report", str(stored), "--json", str(target)]) == 0
    assert (target.read_text(), target.stat().st_mode & 0o777) == (stored.read_text(), 0o640)
    assert target.stat().st_ino != before
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(os.name != "posix", reason="rights of folders are those of POSIX")
def test_a_name_may_be_as_long_as_the_system_allows(stored, tmp_path):
    target = tmp_path / ("r" * 250 + ".json")
    assert main(["report", str(stored), "--json", str(target)]) == 0
    assert target.read_text() == stored.read_text()


# --- signals -----------------------------------------------------------------------------------------------------------------

WRITES = """
import os, signal, sys
import grader.cli, grader.cli.report
from grader.cli import output
target = sys.argv.pop()
def pieces():
    yield "begin "
    for _ in range({times}):
        os.kill(os.getpid(), signal.{name})
    yield "end"
def run(options):
    output.write_all([(target, pieces())])
    print("went on")
grader.cli.report.run = run
grader.cli.program()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
class TestSignals:
    """SIGINT, SIGTERM and SIGHUP: what is being written is written, nothing else stays."""

    @staticmethod
    def writing(target, name, times):
        script = WRITES.format(name=name, times=times)
        return subprocess.run(
            [sys.executable, "-c", script, "report", "x", str(target)], capture_output=True, text=True, check=False
        )

    @pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
    def test_a_file_that_is_being_written_is_written_to_its_end(self, tmp_path, name):
        done = self.writing(tmp_path / "r.json", name, times=1)
        assert (done.returncode, done.stdout, done.stderr) == (128 + signal.Signals[name], "", "grader: interrupted\n")
        assert [path.read_text() for path in tmp_path.iterdir()] == ["begin end"]

    def test_a_second_signal_ends_what_does_not_end_and_leaves_no_half_file(self, tmp_path):
        done = self.writing(tmp_path / "r.json", "SIGTERM", times=2)
        assert (done.returncode, done.stderr, list(tmp_path.iterdir())) == (143, "grader: interrupted\n", [])

    def test_at_any_moment_it_is_one_line_and_nothing_stays(self, tmp_path):
        """While Python starts, while NumPy is imported, while workers start, while submissions run; then the journal stays."""
        folder = tmp_path / "class"
        for i in range(40):
            (folder / f"s{i}").mkdir(parents=True)
            (folder / f"s{i}/word2vec.py").write_text("import time\n\ndef sigmoid(x):\n    time.sleep(0.5)\n    return x\n")
        for moment, name in zip((0.1, 0.2, 0.4, 1.0), ("SIGTERM", "SIGINT") * 2, strict=True):
            temporary = tmp_path / f"at {moment}"
            temporary.mkdir()
            command = [sys.executable, "-m", "grader", "grade", str(folder), "--json", str(temporary / "r.json")]
            env = {**os.environ, "TMPDIR": str(temporary)}
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env) as process:
                with pytest.raises(subprocess.TimeoutExpired):
                    process.communicate(timeout=moment)
                process.send_signal(signal.Signals[name])
                _, err = process.communicate(timeout=60)
            # On a slow machine Python may not have come to the first line of ours, and then ends in its own way.
            if moment > 0.1 or process.returncode > 127:
                assert process.returncode == 128 + signal.Signals[name], moment
                assert re.fullmatch(r"grader: interrupted(: .* to go on: grader grade .*)?\n", err), moment
            left = [path.name.rpartition("-")[0] for path in temporary.iterdir() if path.name != "r.json"]
            assert left == (["grader-journal"] if "to go on" in err else []), moment

    def test_a_signal_that_is_ignored_stays_ignored(self):
        script = (
            "import os, signal; signal.signal(signal.SIGHUP, signal.SIG_IGN); from grader.cli import signals; signals.listen()"
        )
        check = "; os.kill(os.getpid(), signal.SIGHUP); print('alive')"
        done = subprocess.run([sys.executable, "-c", script + check], capture_output=True, text=True, check=False)
        assert done.stdout == "alive\n"


def test_the_folder_for_temporary_files_may_have_a_long_name(tmp_path):
    folder = tmp_path / ("x" * 100)
    for name in ("ann", "bob"):
        (folder / "class" / name).mkdir(parents=True)
        (folder / "class" / name / "word2vec.py").write_text("def sigmoid(x):\n    return x\n")
    words = ["grade", folder / "class", "--part", "e", "--isolation", "none", "--json", tmp_path / "r.json"]
    assert program(*words, stdout=subprocess.DEVNULL, TMPDIR=str(folder)) == (0, "")
    assert [path.name for path in folder.iterdir()] == ["class"]
