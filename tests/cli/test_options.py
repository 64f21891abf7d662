"""The table of options: each sets what it names, wrong usage is one message, and what each limit does."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest

from grader.cli import main
from grader.cli.commands import COMMANDS
from grader.cli.options import GROUPS
from grader.cli.parsing import continuing, limits_of, parse, replayed
from grader.intake.reading import SOURCE_LIMIT
from grader.sandbox import Limits

ROOT = Path(__file__).resolve().parents[2]
RIGHT = (ROOT / "tests/submissions/class/amara/word2vec.py").read_text(encoding="utf-8")
# A value of each limit that is not the default.
LIMITS = {"--time-limit": 1.5, "--submission-limit": 7, "--cpu-limit": 9.5, "--memory-limit": 300, "--output-limit": 100}
ALL = [*LIMITS, "--source-limit"]


def said(capsys, tmp_path, source: str, *options: str) -> str:
    """The JSON that `grader grade` writes about one file."""
    path = tmp_path / "word2vec.py"
    path.write_text(source, encoding="utf-8")
    assert main(["grade", str(path), "--isolation", "none", "--json", "-", *options]) == 0
    return capsys.readouterr().out


# --- the table ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["grade", "check"])
@pytest.mark.parametrize("option", LIMITS)
def test_each_limit_sets_the_field_of_its_name_and_no_other(command, option):
    limits = limits_of(parse([command, "word2vec.py", option, str(LIMITS[option])]))
    assert limits != Limits()
    assert limits == Limits(**{option[2:].replace("-", "_"): LIMITS[option]})


def test_every_limit_with_an_option_is_tried_here():
    names = {f"--{field.name.replace('_', '-')}" for field in fields(Limits)}
    assert names & {option.name for option in COMMANDS["grade"].options} == LIMITS.keys()


@pytest.mark.parametrize("command", ["grade", "check"])
def test_the_help_names_the_defaults(command, capsys):
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    text = capsys.readouterr().out
    defaults = dict(re.findall(r"(--\w+-limit) [A-Z]+\s[^(]*\(default: (\d+)\)", text))
    expected = {name: getattr(Limits(), name[2:].replace("-", "_")) for name in LIMITS} | {"--source-limit": SOURCE_LIMIT}
    assert stop.value.code == 0
    assert {name: float(number) for name, number in defaults.items()} == expected


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_is_grouped_and_ends_with_two_examples_and_the_exit_codes(command, capsys):
    with pytest.raises(SystemExit):
        main([command, "--help"])
    text = capsys.readouterr().out
    body, examples, exit_codes = re.split(r"examples:|exit codes:", text)
    groups = [group for group in GROUPS if f"\n{group}:\n" in body]
    assert set(groups) == {option.group for option in COMMANDS[command].options}
    assert [body.index(f"\n{group}:\n") for group in groups] == sorted(body.index(f"\n{group}:\n") for group in groups)
    assert examples.count(f"grader {command}") == 2
    assert re.findall(r"^  (\d+)  ", exit_codes, re.MULTILINE) == [str(code) for code in COMMANDS[command].exit_codes]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_examples_can_be_parsed(command):
    for example in COMMANDS[command].examples:
        assert parse(example.split()[1:]).command == command


def test_parts_are_listed_or_repeated():
    assert parse(["check", "--part", "e,f.vc", "--part", "b"]).part == ["e", "f.vc", "b"]
    assert not parse(["check"]).part


def test_a_replay_repeats_what_is_not_the_default():
    assert replayed(parse(["grade", "x.py", "--isolation", "none", "--cpu-limit", "5", "--jobs", "3", "--time-limit", "2"])) == (
        "--cpu-limit",
        "5.0",
        "--isolation",
        "none",
    )


# --- wrong usage ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "where", "words"),
    [
        (["grade", "x.py", "--isolate", "none"], "grader grade", "did you mean --isolation?"),
        (["grade", "x.py", "--isolation-exactly=none"], "grader grade", "did you mean --isolation?"),
        (["check", "--js", "-"], "grader check", "no such option"),
        (["check", "--zzz"], "grader check", "grader check --help"),
        (["grad", "x.py"], "grader", "did you mean grade?"),
        (["check", "x.py", "y.py"], "grader", "unrecognized arguments: y.py"),
        (["grade"], "grader grade", "required: PATH"),
        ([], "grader", "required: COMMAND"),
        (["grade", ""], "grader grade PATH", "the path is empty"),
        (["grade", "x.py", "--seed", "-1"], "grader grade --seed", "'-1' is not a whole number from 0 to 2**63 - 1"),
        (
            ["grade", "x.py", "--seed", "99999999999999999999"],
            "grader grade --seed",
            "'99999999999999999999' is not a whole number from 0 to 2**63 - 1",
        ),
        (["grade", "x.py", "--case", "0"], "grader grade --case", "'0' is not a whole number above 0"),
        (["grade", "x.py", "--sort", "points"], "grader grade --sort", "invalid choice: 'points'"),
        (["grade", "x.py", "--isolation", "minimal"], "grader grade --isolation", "one of strong, standard, none"),
    ],
)
def test_wrong_usage_is_one_message_and_exit_code_2(arguments, where, words, capsys):
    assert main(arguments) == 2
    captured = capsys.readouterr()
    text = " ".join(captured.err.split())
    assert (captured.out, "usage:" in text, text.count("error")) == ("", False, 1)
    assert f"where {where} " in text
    assert words in text


def test_a_word_after_two_dashes_is_no_option():
    assert parse(["check", "--", "--js"]).file == Path("--js")


@pytest.mark.parametrize("command", ["grade", "check"])
@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "much", ""])
@pytest.mark.parametrize("option", ALL)
def test_what_is_no_limit_is_misuse(command, option, value, capsys):
    assert main([command, "word2vec.py", option, value]) == 2
    assert f"'{value}' is not a" in capsys.readouterr().err


# --- what limits do -------------------------------------------------------------------------------------------------------


def test_output(capsys, tmp_path):
    noisy = RIGHT + "\n\ndef sigmoid_gradient(x):\n    print('x' * 200_000)\n    return sigmoid(x) * (1 - sigmoid(x))\n"
    for limit, code in ((100, "output-limit"), (2048, "prints")):
        (submission,) = json.loads(said(capsys, tmp_path, noisy, "--output-limit", str(limit), "--part", "e"))["submissions"]
        assert submission["score"] == submission["max_score"]
        assert [remark["code"] for remark in submission["remarks"]] == [code]


def test_source(capsys, tmp_path):
    long = RIGHT + "#" * 2000
    assert "at most 1,024 are read" in said(capsys, tmp_path, long, "--source-limit", "1")
    longer = json.loads(said(capsys, tmp_path, long + "#" * (SOURCE_LIMIT << 10), "--source-limit", "1100"))
    assert longer["submissions"][0]["score"]


@pytest.mark.parametrize(("limit", "seconds"), [("--submission-limit", "0.6"), ("--cpu-limit", "1")])
def test_time(capsys, tmp_path, limit, seconds):
    """One call may take for ever here, and it is not the wall clock of a call that stops it."""
    endless = RIGHT + "\n\ndef sigmoid_gradient(x):\n    while True:\n        pass\n"
    results = said(capsys, tmp_path, endless, "--time-limit", "100", limit, seconds, "--part", "e")
    assert [part["verdict"] for part in json.loads(results)["submissions"][0]["parts"]] == ["timeout"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("grade class", "grader grade --store 'my j.db' --resume class"),
        ("grade class --store x.db --seed 3 --json r.json", "grader grade --store 'my j.db' --resume class --json r.json"),
        ("grade --seed=3 --store=x.db --resume class --jobs 2", "grader grade --store 'my j.db' --resume class --jobs 2"),
        ("grade -- --odd", "grader grade --store 'my j.db' --resume -- --odd"),
    ],
)
def test_the_line_that_continues_a_journal_can_be_parsed_and_has_no_seed(words, line):
    assert continuing(words.split(), Path("my j.db")) == line
    options = parse(shlex.split(line)[1:])
    assert (options.store, options.resume, options.seed) == (Path("my j.db"), True, None)
