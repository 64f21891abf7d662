"""The entry point of the sandbox: a box tests its walls, and opens sessions behind them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from grader.errors import AssignmentError, GraderFault, Misuse, WeakIsolation
from grader.sandbox.limits import Limits
from grader.sandbox.processes import interpreter, launch
from grader.sandbox.processes.process import PlainProcess
from grader.sandbox.walls import LEVELS, NO_WALLS

if TYPE_CHECKING:
    from grader.sandbox.processes.zygotes import Zygotes
    from grader.sandbox.requests import Load
    from grader.sandbox.session import Session
    from grader.sandbox.walls.kernel import ReadableFiles


class Box:
    """A place to run submissions. A context manager, at the end of which all its processes end.

    limits     of every session
    isolation  strong, standard or none: exactly this level; None: the best that this machine offers, at least standard
    python     the interpreter that runs submissions; None: the one that runs the grader
    own_file   for one submission, the user's own: where this machine offers less than required, the level is none, and
               `shortfall` says why

    The self-test begins at once, while the caller does something else. `level`, `detail`, `wait` and `open` block until it is
    done, and raise WeakIsolation where the level is too low.

    Raises Misuse for an unknown level, and for an interpreter that cannot be used.
    """

    def __init__(
        self,
        *,
        limits: Limits,
        isolation: str | None = None,
        python: Path | None = None,
        own_file: bool = False,
    ) -> None:
        if isolation not in (None, *LEVELS):
            attempt = f"one of {', '.join(LEVELS)}"
            raise Misuse("unknown level of isolation", where="--isolation", value=isolation or "''", attempt=attempt)
        self.limits = limits
        self.shortfall = ""
        self._isolation, self._own_file = isolation, own_file
        self.interpreter = interpreter.other(python, launch.environment()) if python else interpreter.own()
        self._needed: tuple[str, ...] = ()
        self._zygotes: Zygotes | None = None
        self._started: list[PlainProcess] = []  # one process, which starts while the caller does something else
        if own_file and sys.platform != "linux":
            isolation, self.shortfall = "none", f"they need Linux, and this is {sys.platform}"
        if isolation == "none":
            self._started.append(PlainProcess(self.interpreter, limits))
        else:
            self._zygotes = self._new_zygotes()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def level(self) -> str:
        """The level of isolation: strong, standard or none. Raises WeakIsolation."""
        self.wait()
        return self._zygotes.isolation().level if self._zygotes else "none"

    @property
    def detail(self) -> str:
        """The walls that make the level, and the reasons why others are missing. Raises WeakIsolation."""
        self.wait()
        return self._zygotes.isolation().detail if self._zygotes else NO_WALLS

    def wait(self) -> None:
        """Wait until the self-test is done. Raises WeakIsolation."""
        if self._zygotes is None:
            return
        try:
            self._zygotes.isolation()
        except (WeakIsolation, GraderFault) as error:
            if not self._own_file:
                raise
            self._zygotes.close()
            self._zygotes, self.shortfall = None, error.value

    def provide(self, modules: Sequence[str]) -> None:
        """Make sure that sessions can import these modules. One beyond the standard list restarts the zygotes and the self-test.

        Raises AssignmentError for a module that the interpreter does not have, or that is hidden.
        """
        from grader.model.allowed_imports import STANDARD_MODULES  # noqa: PLC0415 - it imports NumPy too, through grader.model

        more_than_standard = frozenset(modules).difference(STANDARD_MODULES)
        beyond = [
            name for name in modules if name in more_than_standard and name.partition(".")[0] not in self.interpreter.modules
        ]
        more = [name for name in beyond if name not in self._needed]
        absent = [name for name in more if not self.interpreter.has(name)]
        if absent:
            where, value = self.interpreter.path, ", ".join(absent)
            attempt = "install it there, or remove it from --allow-module or from `modules` in assignment.py"
            raise AssignmentError("an allowed module is not installed", where=where, value=value, attempt=attempt)
        if more:
            self._needed += tuple(more)
            if self._zygotes is not None:
                self._zygotes.close()
                self._zygotes = self._new_zygotes()

    def open(self, load: Load, *, patience: float = 1.0, seconds: float | None = None) -> Session:
        """Load a submission in a fresh process. Raises GraderFault where none starts; a submission's faults are values.

        patience  factor on the time for a call and for the import, for a second attempt after a timeout
        seconds   time left for all of the submission, where that is less than its limit
        """
        from grader.sandbox.requests import material_frame  # noqa: PLC0415 - it imports NumPy, and the box is started before
        from grader.sandbox.session import Session  # noqa: PLC0415

        self.wait()
        limits, material = self.limits.times(patience), material_frame(load, self._needed)
        start = partial(self._zygotes.fork, limits, material) if self._zygotes else partial(self._plain_process, limits, material)
        return Session(load, limits, start, seconds=seconds)

    def close(self) -> None:
        """End all processes of this box, also those of open sessions. May be called again."""
        while self._started:
            self._started.pop().close()
        if self._zygotes is not None:
            self._zygotes.close()

    def _new_zygotes(self) -> Zygotes:
        """Start a zygote and its self-test. The imports are delayed: level none is faster without them."""
        from grader.sandbox.processes.zygote import ZygoteHandle  # noqa: PLC0415
        from grader.sandbox.processes.zygotes import Zygotes  # noqa: PLC0415

        def start(namespaced: bool) -> ZygoteHandle:
            return ZygoteHandle(
                self.interpreter, needed=self._needed, limits=self.limits, namespaced=namespaced, many=not self._own_file
            )

        def readable() -> ReadableFiles:
            from grader.sandbox.walls.readable import readable_files  # noqa: PLC0415

            return readable_files(self.interpreter, self._needed)

        return Zygotes(start, readable=readable, isolation=self._isolation)

    def _plain_process(self, limits: Limits, material: bytes) -> PlainProcess:
        """The process that was started with the box, if it is unused and has these limits, else a new one."""
        try:
            ready = self._started.pop() if limits == self.limits else None
        except IndexError:  # pop is atomic and a test for emptiness is not: threads share the box
            ready = None
        process = ready or PlainProcess(self.interpreter, limits)
        process.send(material)
        return process
