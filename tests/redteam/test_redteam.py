"""Hostile programs, at the best level of this machine, must end as they say and reach nothing; and the harness must be able to
see what is reached. Here a sample is tried; the whole matrix of levels and users is `python -m tests.redteam.run`.
"""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest

from grader.errors import WeakIsolation
from grader.sandbox.processes.zygote import ZygoteHandle
from grader.sandbox.walls.kernel import LANDLOCK, SECCOMP, USER
from tests.redteam.harness import Range, open_box
from tests.redteam.programs import Program, programs

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="walls are Linux's"),
    pytest.mark.no_cover,  # many runs of the same lines, which other tests measure
]

PROGRAMS = programs()
SAMPLE = PROGRAMS[::8]  # `.ci/run` tries all of them, without namespaces, in as much time as the other tests take together
# Programs that reach out of their process, which is what levels differ in. Every fifth is also tried at the second level here;
# `.ci/run` tries all programs there, and run.py all at every level.
REACHING = [program for program in PROGRAMS if program.kind in ("reading", "harming") and program.unwalled][::5]
KINDS = {"reading", "forging", "harming", "stalling", "bombs", "texts"}
# The issue asks for this many; fewer would mean that files were lost.
FEWEST = 80
# The levels that keep a promise.
WALLED = ("strong", "standard")
# Of every kind of evidence one program that is known to succeed where there are no walls; all others are tried by run.py.
KNOWN = (
    "reading/secret_by_path",
    "reading/secret_as_answer",
    "reading/secret_by_symlink",
    "forging/results_overwritten",
    "harming/fork",
    "harming/signal_to_the_judge",
    "harming/connection_by_tcp",
    "harming/message_by_udp",
    "harming/connection_by_abstract_socket",
    "harming/connection_by_unix_socket",
    "harming/shared_memory_that_stays",
)


def _program(name: str) -> Program:
    return next(program for program in PROGRAMS if program.name == name)


@pytest.fixture(scope="module")
def best():
    """One box for all programs: what one does to it, the next one finds. Of the best level that there is here."""
    with ExitStack() as stack:
        yield _entered(stack, WALLED)


@pytest.fixture(scope="module")
def standard(best):
    """The same one level lower, where that is another."""
    if best.level != WALLED[0]:
        pytest.skip(f"{best.level} is the best level here, where all programs are tried")
    with ExitStack() as stack:
        yield _entered(stack, WALLED[1:])


def _entered(stack, levels):
    reasons = []
    for level in levels:
        try:
            return stack.enter_context(Range(level))
        except WeakIsolation as reason:
            reasons.append(str(reason))
    return pytest.skip("; ".join(reasons))


# --- the walls ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("program", SAMPLE, ids=lambda program: program.name)
def test_it_reaches_nothing_and_ends_as_it_says(best, program):
    _hold(best.shoot(program), program)


@pytest.mark.parametrize("program", REACHING, ids=lambda program: program.name)
def test_it_does_so_without_namespaces(standard, program):
    _hold(standard.shoot(program), program)


def _hold(shot, program):
    assert not shot.breaches, shot.said
    assert shot.is_as_named(program), (shot.outcomes, shot.said)


# --- the harness can fail ---------------------------------------------------------------------------------------------------


# What comes through when the filter of system calls is missing and Landlock (and another user) is all there is.
PAST_LANDLOCK = ("reading/size_by_stat", "harming/fork", "harming/message_by_udp", "harming/shared_memory_that_stays")
# What Landlock stops alone, and nothing else: the bait may be read and written by everybody.
BY_LANDLOCK = ("reading/secret_by_path", "forging/results_overwritten", "harming/connection_by_tcp")


@contextmanager
def _range_without(*missing):
    """A range of level standard whose walls are tried as ever, and of which some are then left out for every submission."""

    @contextmanager
    def opened(level):
        with pytest.MonkeyPatch.context() as patch, open_box(level) as box:
            patch.setattr(ZygoteHandle, "fork", _leaving_out(ZygoteHandle.fork, missing))
            yield box

    with Range("standard", opened) as shooting:
        yield shooting


def _leaving_out(fork, missing):
    def forked(zygote, building, *probe, **more):
        left = tuple(wall for wall in building.walls if wall not in missing)
        return fork(zygote, building if probe else replace(building, walls=left), *probe, **more)

    return forked


def _needs(level):
    try:
        with open_box(level):
            pass
    except WeakIsolation as reason:
        pytest.skip(str(reason))


def test_without_the_filter_it_is_breached_where_landlock_does_not_reach():
    _needs("standard")
    with _range_without(SECCOMP) as shooting:
        for program in map(_program, PAST_LANDLOCK):
            assert set(shooting.shoot(program).breaches) >= program.unwalled, program.name
        for program in map(_program, BY_LANDLOCK):
            assert not shooting.shoot(program).breaches, program.name


def test_without_filter_and_landlock_it_is_breached_there_too():
    _needs("standard")
    with _range_without(SECCOMP, LANDLOCK) as shooting:
        for program in map(_program, BY_LANDLOCK):
            assert set(shooting.shoot(program).breaches) == program.unwalled, program.name


def test_without_walls_every_kind_is_seen_to_succeed():
    """In forks that put up no wall. Level none is no such place: it refuses inside Python."""
    _needs("standard")
    with _range_without(USER, LANDLOCK, SECCOMP) as shooting:
        for program in map(_program, KNOWN):
            assert program.unwalled
            assert set(shooting.shoot(program).breaches) >= program.unwalled, program.name


def test_a_program_that_takes_the_honest_submission_down_is_seen(monkeypatch):
    """Here by a box that turns every later submission away."""
    program = _program("forging/honestly_wrong")
    with Range("none") as shooting:
        graded = iter([shooting._graded(shooting._handed_in("first", b"x = 1"))] * 2)
        monkeypatch.setattr(shooting, "_graded", lambda submission: next(graded))
        assert "honest" in shooting.shoot(program).breaches


# --- the programs -----------------------------------------------------------------------------------------------------------


def test_there_are_enough_of_each_kind():
    counted = Counter(program.kind for program in PROGRAMS)
    assert set(counted) == KINDS
    assert len(PROGRAMS) >= FEWEST
    assert min(counted.values()) >= 10


def test_what_the_peers_failed_on_is_among_them():
    """What gave full marks, no record or free access in the graders that are in use: fifteen rows, some of them twice."""
    assert sum(b"peers' survey" in program.source for program in PROGRAMS) >= 15


def test_a_program_that_does_not_say_what_must_happen_is_none(tmp_path, monkeypatch):
    (tmp_path / "reading").mkdir()
    (tmp_path / "reading/mute.py").write_text("# goal: unknown\n")
    monkeypatch.setattr("tests.redteam.programs.FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"mute\.py does not say"):
        programs()
