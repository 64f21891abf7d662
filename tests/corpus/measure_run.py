"""Run a judge on the corpus, seed by seed: its verdict on every program, and the largest error."""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from multiprocessing import get_context

from grader.model import Verdict
from grader.numeric.compare import RTOL, RTOL32
from tests.corpus.corpus import FLOAT64, NAMES, PARTLY, Kind, Program, Variant
from tests.corpus.judges import JUDGES, seed_autograd
from tests.corpus.kinds import all_kinds
from tests.corpus.ours import Court, courts, judged, whole
from tests.corpus.variants import variants

Place = tuple[str, int]
"""A program by its function and its number there: lambdas do not travel between processes, numbers do."""


@dataclass(kw_only=True)
class Trace:
    """What came of one program, over all seeds so far.

    right   seeds in which every piece was called right
    wrong   what should not be: (seed, piece, what it was called)
    error   largest of a right program; of a wrong one the smallest, over seeds and over the pieces that it spoils
    partly  seeds in which a wrong program got away with `partial` everywhere
    low     measured as float32 is
    """

    seeds: int = 0
    right: int = 0
    partly: int = 0
    wrong: list[tuple[int, str, str]] = field(default_factory=list)
    error: float | None = None
    low: bool = False

    def add(self, other: Trace, *, largest: bool) -> None:
        """Take in another seed."""
        self.seeds += other.seeds
        self.right += other.right
        self.partly += other.partly
        self.wrong += other.wrong
        self.low |= other.low
        errors = [e for e in (self.error, other.error) if e is not None]
        self.error = (max if largest else min)(errors, default=None)


Traces = dict[Place, Trace]


def programs() -> dict[Place, Program]:
    """Every program of the corpus by its place."""
    return {(f, i): p for f in NAMES for i, p in enumerate([*variants()[f], *all_kinds()[f]])}


# --- ours -----------------------------------------------------------------------------------------------------------------


def _of_right(court: Court, seed: int, variant: Variant) -> Trace:
    seen = judged(court, variant)
    errors = [s.error for s in seen.values() if s.error is not None]
    wrong = [(seed, piece, s.verdict.value) for piece, s in seen.items() if s.verdict is not Verdict.CORRECT]
    return Trace(seeds=1, right=not wrong, wrong=wrong, error=max(errors, default=None), low=variant.precision != FLOAT64)


def _of_partly(court: Court, seed: int, variant: Variant) -> Trace:
    """`partial` somewhere, for its precision, and never less; asked in the whole conversation, which may say more of it."""
    parts = whole(court, variant).parts
    wrong = [(seed, p.id, p.verdict.value) for p in parts if p.verdict not in (Verdict.CORRECT, Verdict.PARTIAL)]
    wrong += [(seed, p.id, d.code) for p in parts for d in p.diagnosis if d.code != "precision"]
    if all(p.verdict is Verdict.CORRECT for p in parts):
        wrong.append((seed, "all", "correct"))
    errors = [p.max_relative_error for p in parts if p.max_relative_error is not None]
    return Trace(seeds=1, right=not wrong, wrong=wrong, error=max(errors, default=None))


def _of_wrong(court: Court, seed: int, kind: Kind) -> Trace:
    """A false accept where a piece that is spoilt is called right, a false reject where one that is not is called wrong."""
    seen = judged(court, kind)
    found = {piece for piece, s in seen.items() if s.verdict is not Verdict.CORRECT}
    wrong = [(seed, piece, "correct") for piece in sorted(kind.spoils - found)]
    wrong += [(seed, piece, seen[piece].verdict.value) for piece in sorted(found - kind.spoils - kind.may)]
    spoilt = [seen[piece] for piece in kind.spoils]
    errors = [s.error for s in spoilt if s.error is not None]
    return Trace(
        seeds=1,
        right=not found,
        partly=bool(found) and all(seen[piece].verdict is Verdict.PARTIAL for piece in found),
        wrong=wrong,
        error=min(errors, default=None),
        low=any(s.low for s in spoilt),
    )


def trace(court: Court, seed: int, program: Program) -> Trace:
    """What our judge says of one program in one draw."""
    if isinstance(program, Kind):
        return _of_wrong(court, seed, program)
    assert isinstance(program, Variant)
    return (_of_partly if program.precision == PARTLY else _of_right)(court, seed, program)


# --- any judge, many seeds ------------------------------------------------------------------------------------------------


def one_seed(task: tuple[str, int]) -> Traces:
    """All programs in one draw."""
    judge, seed = task
    seed_autograd(seed)
    found, drawn = {}, courts(seed)
    for place, program in programs().items():
        court = drawn[program.function]
        if judge == "ours":
            found[place] = trace(court, seed, program)
        else:
            found[place] = Trace(seeds=1, right=JUDGES[judge][1](court, program))
    return found


def measure(judge: str, seeds: Iterable[int], *, jobs: int, done=lambda: None) -> Traces:
    """All programs in all draws; `done` is called after each."""
    tasks, total, every = [(judge, seed) for seed in seeds], {}, programs()
    with get_context("spawn").Pool(jobs) if jobs > 1 else nullcontext() as pool:
        for found in pool.imap_unordered(one_seed, tasks) if pool else map(one_seed, tasks):
            for place, more in found.items():
                total.setdefault(place, Trace()).add(more, largest=isinstance(every[place], Variant))
            done()
    return total


def tolerance(found: Trace) -> float:
    """What a right answer may be off, at least."""
    return RTOL32 if found.low else RTOL


def finite(error: float | None) -> float | None:
    """None for what is no number either."""
    return error if error is not None and math.isfinite(error) else None
