"""Judge one draw of the corpus: every right program passes, every wrong one is seen by each part that it spoils.

`python -m tests.corpus.measure` judges 200 draws, and asks other judges too. Coverage is not measured here: it would take longer
than the judging, and other tests reach the same lines.
"""

from __future__ import annotations

import sys
from functools import cache

import numpy as np
import pytest

from grader.judging.score import part_verdict
from grader.model import Verdict
from grader.numeric.compare import RTOL
from tests.corpus import judges
from tests.corpus.corpus import BY_LUCK, FLOAT32, FLOAT64, NAMES, PARTLY, PIECES, UNSEEN, Kind, Variant
from tests.corpus.judges import JUDGES, Flat
from tests.corpus.kinds import all_kinds, kinds, unseen
from tests.corpus.measure_run import one_seed, programs, trace
from tests.corpus.ours import courts, judged, whole
from tests.corpus.variants import variants

pytestmark = pytest.mark.no_cover

SEED = 0
FUNCTIONS = tuple(NAMES)
EVERY = programs()

LEAST_MARGIN = 100
"""Right float64 programs stay this many times below the tolerance, wrong ones above it..."""
EPSILONS = "epsilon"
"""...but for those that add 1e-8 or 1e-6 to a denominator or a logarithm: as little as that is how wrong they are."""


@cache  # called in a test, not a fixture, because coverage is measured during set-up
def traces():
    """Every program of the corpus, judged in one draw."""
    return one_seed(("ours", SEED))


@pytest.fixture(scope="module")
def drawn():
    return courts(SEED)


def named(table, name):
    return next(program for program in table if program.name == name)


# --- the corpus is what it says -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", FUNCTIONS)
def test_there_are_enough_of_each(function):
    right = [v for v in variants()[function] if v.precision != PARTLY]
    assert len(right) >= 25
    assert len({v.name for v in right if v.precision == FLOAT64 and ":" not in v.name}) >= 25
    assert sum(v.precision == FLOAT32 for v in right) >= 5
    assert len(kinds()[function]) >= 150
    assert all(kind.spoils | kind.may <= set(PIECES[function]) for kind in all_kinds()[function])


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_two_programs_have_one_name(function):
    names = [p.name for p in [*variants()[function], *all_kinds()[function]]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_piece_is_spoilt_by_many_kinds_and_by_some_alone(function):
    for piece in PIECES[function]:
        alone = {piece, "d"} if piece in ("c.o", "c.w") else {piece}  # d sees all that c does
        assert sum(piece in kind.spoils for kind in kinds()[function]) >= 30
        assert any(kind.spoils == alone for kind in kinds()[function])


@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_is_listed_apart_has_a_reason(function):
    assert all(kind.why and kind.family in (UNSEEN, BY_LUCK) for kind in unseen()[function])


# --- the judge ------------------------------------------------------------------------------------------------------------


def test_every_right_program_passes_and_every_wrong_one_is_seen():
    """And what a wrong one does not spoil stays right."""
    judged_by_a_part = {p: t for p, t in traces().items() if isinstance(EVERY[p], Variant) or EVERY[p].spoils}
    wrong = {EVERY[p].name: t.wrong for p, t in judged_by_a_part.items() if t.wrong}
    assert not wrong


def test_what_is_said_to_be_seen_by_no_part_is_called_right():
    """Where a part begins to look at one of them, it moves up."""
    seen = [EVERY[p].name for p, t in traces().items() if is_kind(p, UNSEEN) and t.right < t.seeds]
    assert not seen


def is_kind(place, family):
    return isinstance(EVERY[place], Kind) and EVERY[place].family == family


def test_the_margins_are_wide_on_both_sides():
    right = [t.error for p, t in traces().items() if isinstance(EVERY[p], Variant) and EVERY[p].precision == FLOAT64]
    assert max(e for e in right if e is not None) < RTOL / LEAST_MARGIN
    wrong = {EVERY[p].name: t.error for p, t in traces().items() if isinstance(EVERY[p], Kind) and EVERY[p].spoils and t.error}
    assert min(e for name, e in wrong.items() if EPSILONS not in name) > RTOL * LEAST_MARGIN
    assert min(wrong.values()) > RTOL * 5


def test_an_error_of_a_known_size_is_measured_as_that():
    for place, found in traces().items():
        kind = EVERY[place]
        if isinstance(kind, Kind) and "largest entry off by" in kind.name and not kind.name.startswith("in float32"):
            share = float(kind.family.removeprefix("off by "))
            looks_closest = {"naive_softmax": 1e-3}.get(
                place[0], 0.5
            )  # d measures a small row o by the whole, which is never smaller
            assert share * looks_closest < found.error < share * 1.01, kind.name


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_short_road_says_what_the_whole_conversation_says(function, drawn):
    """On every thirtieth program that does not count its calls: of what is right in full, and of what is not."""
    court = drawn[function]
    programs = [*variants()[function], *all_kinds()[function]]
    for program in [program for program in programs if not program.again][::30]:
        seen = judged(court, program)
        short = {}
        for piece, found in seen.items():
            short.setdefault("c" if piece in ("c.o", "c.w") else piece, []).append(found.verdict)
        right = {part: part_verdict(verdicts) is Verdict.CORRECT for part, verdicts in short.items()}
        assert right == {p.id: p.verdict is Verdict.CORRECT for p in whole(court, program).parts}, program.name


# --- the corpus can fail --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("judge", "function", "name", "right"),
    [
        ("allclose", "naive_softmax", "the center vector: the largest entry off by 1e-06", True),
        ("allclose", "skip_gram", "the rows other than c: the last entry 1e-09 where 0 is due", True),
        ("allclose", "negative_sampling", "row o: the largest entry off by 0.1", False),
        ("cs224n", "naive_softmax", "the center vector: all NaN", True),
        ("cs224n", "naive_softmax", "center vector by -yhat - y", False),
        ("torch", "naive_softmax", "the center vector: the largest entry off by 0.0001", True),
        ("torch", "naive_softmax", "the center vector: all NaN", False),
        ("torch", "sigmoid_gradient", "x (1 - sigma)", False),
        ("autograd", "naive_softmax", "the center vector: the largest entry off by 0.1", False),
        ("ours", "naive_softmax", "the center vector: the largest entry off by 1e-06", False),
    ],
)
def test_other_judges_are_what_they_are_known_for(judge, function, name, right, drawn):
    judges.seed_autograd(0)
    assert JUDGES[judge][1](drawn[function], named(all_kinds()[function], name)) is right


@pytest.mark.parametrize("judge", JUDGES)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_judge_accepts_the_first_right_program(judge, function, drawn):
    judges.seed_autograd(0)
    assert JUDGES[judge][1](drawn[function], variants()[function][0])


def test_a_judge_that_is_wrong_is_found_out(drawn, monkeypatch):
    """With a tolerance of 1e-4 the corpus says which kinds get through, and with one of 1e-17 which right programs do not."""
    court, measure = drawn["sigmoid"], sys.modules["grader.numeric.compare"]
    monkeypatch.setattr(measure, "RTOL", 1e-4)
    kind = named(all_kinds()["sigmoid"], "every entry: the largest entry off by 1e-06")
    assert trace(court, 0, kind).wrong == [(0, "e", "correct")]
    monkeypatch.setattr(measure, "RTOL", 1e-17)
    assert [trace(court, 0, v).wrong for v in variants()["sigmoid"][:9]] != [[]] * 9


def test_the_rule_of_autograd_is_that_of_the_package(drawn):
    pytest.importorskip("autograd")
    for program in kinds()["naive_softmax"][::25]:
        flat = Flat(program.module(), "naive_softmax", drawn["naive_softmax"].exam.cases[0])
        try:
            flat(flat.x)
        except (ValueError, TypeError):
            continue  # no gradient at all
        said = []
        for rule in (judges._autograd, judges.autograd_rule):
            judges.seed_autograd(3)
            with np.errstate(all="ignore"):
                said.append(rule(flat))
        assert said[0] == said[1], program.name
