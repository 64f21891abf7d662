"""Tables and plots of the measuring command."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from tests.corpus import measure_tables
from tests.corpus.corpus import NAMES, Kind
from tests.corpus.kinds import kinds
from tests.corpus.measure_plot import draw
from tests.corpus.measure_run import Trace, measure, programs
from tests.corpus.variants import variants

FUNCTIONS = tuple(NAMES)
EVERY = programs()


@pytest.fixture
def traces():
    """A run as it should be: every right program right, every wrong one seen."""
    return {
        place: Trace(seeds=2, right=0, error=1e-6) if isinstance(program, Kind) else Trace(seeds=2, right=2, error=1e-16)
        for place, program in EVERY.items()
    }


def printed(*tables):
    file = io.StringIO()
    Console(file=file, width=220).print(*tables)
    return file.getvalue()


def test_the_tables_state_every_kind_and_nothing_else_is_wrong(traces):
    for function in FUNCTIONS:
        text = printed(measure_tables.every_kind(traces, function))
        assert text.count("\n") >= len(kinds()[function]) + 2
        assert printed(measure_tables.every_variant(traces, function)).count("\n") >= len(variants()[function]) + 2
    assert "sigmoid_gradient" in printed(measure_tables.summary(traces))
    assert "off by 1e-06" in printed(measure_tables.families(traces))
    assert "no graded case has d = 3" in printed(measure_tables.unseen(traces))
    assert measure_tables.disagreements(traces) is None
    assert "this project" in printed(measure_tables.comparison({"ours": traces}))


def test_a_disagreement_is_printed(traces):
    place = next(p for p in traces if isinstance(EVERY[p], Kind))
    bad = {place: Trace(seeds=1, right=1, wrong=[(7, "e", "correct")])}
    assert "1/1" in printed(measure_tables.disagreements(bad))


def test_draws_are_added_up(monkeypatch):
    """On every tenth program."""
    some = dict(list(EVERY.items())[::10])
    monkeypatch.setattr("tests.corpus.measure_run.programs", lambda: some)
    found = measure("allclose", range(2), jobs=1)
    assert found.keys() == some.keys()
    assert {trace.seeds for trace in found.values()} == {2}
    assert sum(trace.right for place, trace in found.items() if isinstance(EVERY[place], Kind) and EVERY[place].spoils) > 10


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_the_margins_are_drawn(traces, tmp_path, ending):
    pytest.importorskip("matplotlib")
    path = tmp_path / f"margins.{ending}"
    draw(traces, path)
    assert path.stat().st_size > 10_000
