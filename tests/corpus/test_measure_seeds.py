"""The command that lists the parts whose verdict depends on the seed."""

from __future__ import annotations

import sys

import pytest

from tests.corpus import measure_seeds
from tests.submissions.make import FOLDER

RIGHT = (FOLDER / "own.py").read_text(encoding="utf-8")
DELTA = "grad_center = delta @ outside_vectors"
LUCKY = RIGHT.replace(
    DELTA, f"{DELTA}\n    if len(center_vector) == 4 and round(abs(center_vector[0]) * 100) % 23 == 0: grad_center *= 2"
)


@pytest.mark.skipif(sys.platform == "win32", reason="fork")
def test_a_part_that_is_right_by_luck_is_listed_and_no_other(tmp_path, monkeypatch, capsys):
    for name, text in (("right", RIGHT), ("lucky", LUCKY), ("broken", "def sigmoid(:")):
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["measure_seeds", str(tmp_path), "--seeds", "6"])
    assert measure_seeds.main() == 1
    left_out, listed, last = capsys.readouterr().out.splitlines()
    assert left_out.startswith("broken: left out, SyntaxError")
    assert listed.startswith("lucky  b  ")
    assert last == "2 files, 6 seeds: 1 parts have verdicts that depend on the seed"
