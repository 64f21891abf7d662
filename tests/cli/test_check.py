"""`check` runs behind the walls that the machine has, and goes on without where it has none."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from grader.cli import main
from grader.errors import GraderFault
from grader.sandbox.walls import kernel, levels
from grader.sandbox.walls.kernel import NoWallError
from tests.sandbox.behind_walls import walled_box

RIGHT = str(Path(__file__).resolve().parents[1] / "submissions/class/amara/word2vec.py")


@pytest.fixture
def checked(tmp_path, capsys):
    """Check the right file: its level of isolation, and all that was printed."""

    def run() -> tuple[str, str]:
        assert main(["check", RIGHT, "--part", "e", "--json", str(tmp_path / "json")]) == 0
        printed = capsys.readouterr()
        isolation = json.loads((tmp_path / "json").read_text())["environment"]["isolation"]
        return isolation["level"], " ".join((printed.out + printed.err).split())

    return run


def _missing(**_: object) -> bytes:
    raise NoWallError("there is no libseccomp")


def test_the_walls_of_the_machine_are_used(checked):
    with walled_box("standard"):
        pass
    level, printed = checked()
    assert level in ("standard", "strong")
    assert "grade may" not in printed


def test_a_machine_without_walls_is_enough_and_what_may_differ_is_said(checked, monkeypatch):
    monkeypatch.setattr(kernel, "compiled_filter", _missing)
    level, printed = checked()
    assert level == "none"
    assert "grade may say something else of a file that reads other files, starts programs or uses the network" in printed
    assert sys.platform != "linux" or "there is no libseccomp" in printed


def test_elsewhere_than_on_linux_nothing_is_searched(checked, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(levels, "find", None)
    level, printed = checked()
    assert (level, "they need Linux, and this is darwin" in printed) == ("none", True)


def test_a_zygote_that_does_not_start_is_done_without(checked, monkeypatch):
    def broken(*_: object) -> None:
        raise GraderFault("the box does not start", value="no pidfd_open")

    monkeypatch.setattr(levels, "find", broken)
    level, printed = checked()
    assert (level, "no pidfd_open" in printed) == ("none", True)
