"""The local engine: a standard pool of processes."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from multiprocessing.util import get_temp_dir
from typing import TypeVar

T = TypeVar("T")

# Arrays are small: threads of a BLAS would only be in the way of other workers.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


_WORKER = "grader.runner.worker"


def prepare() -> BaseContext:
    """Start the server of the workers, which takes as long as all imports, and return at once. May be called again."""
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    context = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
    context.set_forkserver_preload([_WORKER])
    if sys.platform == "linux":
        forkserver.ensure_running()
    return context


class LocalEngine:
    """Processes of this machine.

    On Linux they are forks of a server without threads, in which everything has been imported; elsewhere they start anew.
    """

    chunk = 16  # submissions: a call takes a millisecond, they take some hundred

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._context = prepare()
        self._pool = self._new_pool()

    def submit(self, function: Callable[..., T], *arguments: object) -> Future[T]:
        """See `Engine`. Raises BrokenExecutor if a worker has died."""
        return self._pool.submit(function, *arguments)

    def restart(self) -> None:
        """See `Engine`."""
        self._pool.shutdown()
        self._pool = self._new_pool()

    def kill(self) -> None:
        """See `Engine`."""
        for process in multiprocessing.active_children():
            with suppress(OSError, ValueError):
                process.kill()

    def close(self, *, at_once: bool) -> None:
        """See `Engine`."""
        if at_once:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self.kill()
        self._pool.shutdown()

    def _new_pool(self) -> ProcessPoolExecutor:
        from grader.runner import worker  # noqa: PLC0415 - a command starts the server before it imports all this
        from grader.sandbox.processes import scratch  # noqa: PLC0415

        arguments = str(scratch.base()), get_temp_dir()  # which are removed whatever becomes of this process
        return ProcessPoolExecutor(self.jobs, mp_context=self._context, initializer=worker.begin, initargs=arguments)
