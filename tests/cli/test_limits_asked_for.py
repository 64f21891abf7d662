"""How much a submission may take, as the command line says it: what that does, what it cannot be, what the help tells."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from grader.cli import main
from grader.cli.arguments import parser
from grader.cli.limits import asked_for
from grader.intake.reading import SOURCE_LIMIT
from grader.sandbox import Limits

ROOT = Path(__file__).resolve().parents[2]
RIGHT = (ROOT / "tests/submissions/class/amara/word2vec.py").read_text(encoding="utf-8")
# Option: a value that is not the default, the field of Limits that it sets, the value there, units of the option in it.
OPTIONS = {
    "--time-limit": ("1.5", "time_limit", 1.5, 1),
    "--submission-limit": ("7", "submission_limit", 7, 1),
    "--cpu-limit": ("9.5", "cpu_limit", 9.5, 1),
    "--memory-limit": ("300", "memory_limit", 300, 1),
    "--output-limit": ("100", "output_limit", 100, 1),
}
ALL = [*OPTIONS, "--source-limit"]


def said(capsys, tmp_path, source: str, *options: str) -> str:
    """Everything that `grader grade` has to say of one file."""
    path = tmp_path / "word2vec.py"
    path.write_text(source, encoding="utf-8")
    assert main(["grade", str(path), "--isolation", "none", "--json", "-", *options]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("command", ["grade", "check"])
@pytest.mark.parametrize("option", OPTIONS)
def test_each_option_sets_its_limit_and_no_other(command, option):
    value, field, expected, _ = OPTIONS[option]
    limits = asked_for(parser().parse_args([command, "word2vec.py", option, value]))
    assert limits != Limits()
    assert limits == Limits(**{field: expected})


@pytest.mark.parametrize("command", ["grade", "check"])
def test_the_help_names_the_defaults(command, capsys):
    with pytest.raises(SystemExit):
        parser().parse_args([command, "--help"])
    told = dict(re.findall(r"(--\w+-limit) [A-Z]+\s[^(]*\(default: (\d+)\)", capsys.readouterr().out.partition("options:")[2]))
    units = {option: getattr(Limits(), field) / unit for option, (_, field, _, unit) in OPTIONS.items()}
    assert {name: float(number) for name, number in told.items()} == {**units, "--source-limit": SOURCE_LIMIT}


@pytest.mark.parametrize("command", ["grade", "check"])
@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "much", ""])
@pytest.mark.parametrize("option", ALL)
def test_what_is_no_limit_is_a_usage_error(command, option, value, capsys):
    with pytest.raises(SystemExit) as end:
        main([command, "word2vec.py", option, value])
    assert end.value.code == 2
    assert f"argument {option}: '{value}' is not a" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["grade", "check"])
def test_less_output_than_is_kept_is_misuse(command, capsys):
    assert main([command, "word2vec.py", "--output-limit", "63"]) == 2
    told = capsys.readouterr()
    assert (told.out, "at least 64 KiB" in told.err) == ("", True)


def test_output(capsys, tmp_path):
    noisy = RIGHT + "\n\ndef sigmoid_gradient(x):\n    print('x' * 200_000)\n    return sigmoid(x) * (1 - sigmoid(x))\n"
    assert "more than 100 KiB were printed" in said(capsys, tmp_path, noisy, "--output-limit", "100", "--part", "e")
    assert "KiB were printed" not in said(capsys, tmp_path, noisy, "--output-limit", "2048", "--part", "e")


def test_source(capsys, tmp_path):
    long = RIGHT + "#" * 2000
    assert "at most 1,024 are read" in said(capsys, tmp_path, long, "--source-limit", "1")
    assert json.loads(said(capsys, tmp_path, long + "#" * (SOURCE_LIMIT << 10), "--source-limit", "1100"))["submissions"][0][
        "score"
    ]


@pytest.mark.parametrize("limit", ["--submission-limit", "--cpu-limit"])
def test_time(capsys, tmp_path, limit):
    """One call may take for ever here, and it is not the wall clock of a call that stops it."""
    endless = RIGHT + "\n\ndef sigmoid_gradient(x):\n    while True:\n        pass\n"
    told = said(capsys, tmp_path, endless, "--time-limit", "100", limit, "1", "--part", "e")
    assert [part["verdict"] for part in json.loads(told)["submissions"][0]["parts"]] == ["timeout"]
