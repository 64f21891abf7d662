"""Engines: where chunks of submissions are graded. Both have the same worker function and are executors of the standard library.

local   processes of this machine (`concurrent.futures`)
dask    workers of a Dask cluster, or of one that is made for the run (extra `dask`)
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from concurrent.futures import Future
from multiprocessing import resource_tracker
from typing import Protocol, TypeVar

T = TypeVar("T")

ENGINES = ("local", "dask")


class Engine(Protocol):
    """A place that runs functions.

    jobs   how many at a time
    chunk  how many submissions are worth one call: what a call costs beside them
    """

    jobs: int
    chunk: int

    def submit(self, function: Callable[..., T], *arguments: object) -> Future[T]:
        """Have a function run somewhere; both it and what it returns are values."""

    def restart(self) -> None:
        """Make workers anew after one has died. What had been submitted is lost."""

    def kill(self) -> None:
        """End the workers in the middle of their work: what has been submitted fails."""

    def close(self, *, at_once: bool) -> None:
        """End all workers: when they have done their work, or at once."""


def hold_interrupts() -> None:
    """Let Ctrl-C wait in this thread, and in processes that it starts, which begin when a terminal may send it to them too."""
    if hasattr(signal, "pthread_sigmask"):
        resource_tracker.ensure_running()  # to start it later would let them through again
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
