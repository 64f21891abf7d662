"""The way in: a box finds out what walls it has, opens sessions behind them, and says what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from grader.errors import AssignmentError, Misuse
from grader.sandbox import preloaded_modules
from grader.sandbox.limits import PLAIN, Limits
from grader.sandbox.processes.launch import NUMPY_FOLDER
from grader.sandbox.processes.process import Process
from grader.sandbox.walls import LEVELS

if TYPE_CHECKING:
    from grader.sandbox.processes.zygote_pool import Keeper
    from grader.sandbox.requests import Load
    from grader.sandbox.session import Session


_NEXT_TO_NOTHING = 1e-3  # seconds: limits are above zero


class Box:
    """Where submissions run. A context manager: what sessions share is given back at its end.

    limits     of every session
    isolation  strong, standard or none: exactly this level; None: the best that this machine offers, at least standard
    zygotes    how many sessions are worked with side by side, each from a zygote of its own

    The self-test begins at once, beside whatever the caller does next. `level`, `detail`, `wait` and `open` block until it is
    done, and raise WeakIsolation where the level is too low.

    Raises Misuse for an unknown level.
    """

    def __init__(self, *, limits: Limits, isolation: str | None = None, zygotes: int = 1) -> None:
        if isolation not in (None, *LEVELS):
            attempt = f"one of {', '.join(LEVELS)}"
            raise Misuse("unknown level of isolation", where="--isolation", value=isolation or "''", attempt=attempt)
        self.limits = limits
        self._find = partial(self._search, isolation, zygotes)
        self._needed: tuple[str, ...] = ()
        self._keeper: Keeper | None = None
        self._started: list[Process] = []
        if isolation == "none":
            self._started.append(Process(limits))  # it starts beside whatever the caller does next
        else:
            self._keeper = self._find()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def level(self) -> str:
        """What these walls make together: strong, standard or none. Raises WeakIsolation."""
        return self._keeper.found().level if self._keeper else "none"

    @property
    def detail(self) -> str:
        """What the level rests on, and why it is not a higher one. Raises WeakIsolation."""
        return self._keeper.found().detail if self._keeper else PLAIN

    def wait(self) -> None:
        """Wait until the search for walls is over. Raises WeakIsolation."""
        if self._keeper is not None:
            self._keeper.found()

    def provide(self, modules: Sequence[str]) -> None:
        """See to it that sessions can import these. What is beyond the standard list costs another search.

        Raises AssignmentError where one is installed neither with Python nor beside NumPy.
        """
        more = [name for name in preloaded_modules.beyond(modules) if name not in self._needed]
        absent = [name for name in more if not preloaded_modules.is_there(name, str(NUMPY_FOLDER))]
        if absent:
            attempt = "install it beside NumPy, or take it out of `modules` in assignment.py"
            raise AssignmentError("a module is offered that is not there", value=", ".join(absent), attempt=attempt)
        if more:
            self._needed += tuple(more)
            if self._keeper is not None:
                self._keeper.close()
                self._keeper = self._find()

    def open(self, load: Load, *, patience: float = 1.0, seconds: float | None = None) -> Session:
        """Load a submission in a fresh process. Raises GraderFault where none can be had; a submission's faults are values.

        patience  factor on all times of the submission, for a second attempt after it ran out of time
        seconds   less than its limit has for all of it; none left is next to nothing
        """
        from grader.sandbox.session import Session  # noqa: PLC0415 - it imports NumPy, and the box is started before that

        limits = self.limits.times(patience)
        if seconds is not None:
            limits = replace(limits, submission_limit=min(limits.submission_limit, max(seconds, _NEXT_TO_NOTHING)))
        keeper = self._keeper
        start = partial(self._plain, limits) if keeper is None else partial(keeper.fork, limits)
        return Session(load, limits, start, needed=self._needed)

    def _plain(self, limits: Limits) -> Process:
        """A plain process: the one that was started with the box, if it is still to be had and its limits are these."""
        try:
            ready = self._started.pop() if limits == self.limits else None
        except IndexError:
            ready = None
        return ready or Process(limits)

    def _search(self, isolation: str | None, zygotes: int) -> Keeper:
        """Begin the search. What it needs is not imported where no walls are asked for: `check` is quick."""
        from grader.sandbox.processes.zygote import Zygote  # noqa: PLC0415
        from grader.sandbox.processes.zygote_pool import Keeper  # noqa: PLC0415

        def make(namespaced: bool) -> Zygote:
            return Zygote(needed=self._needed, limits=self.limits, namespaced=namespaced)

        return Keeper(make, isolation=isolation, zygotes=zygotes)

    def close(self) -> None:
        """End what sessions share, and with it all that is still running. May be called again."""
        while self._started:
            self._started.pop().close()
        if self._keeper is not None:
            self._keeper.close()
