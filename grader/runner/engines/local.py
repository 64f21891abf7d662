"""The local engine: a standard pool of processes."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from grader.runner import worker
from grader.runner.engines import hold_interrupts
from grader.sandbox.processes import scratch

T = TypeVar("T")

# Arrays are small: threads of a BLAS would only be in the way of other workers.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class LocalEngine:
    """Processes of this machine.

    On Linux they are forks of a server without threads, in which everything has been imported; elsewhere they start anew.

    A thread of its own starts processes and makes files. Signals raise in the main thread, and so never between the start of a
    process and the note that it has been started. Ctrl-C does not reach a process before it has decided what to do with it.
    """

    chunk = 16  # submissions: a call takes a millisecond, they take some hundred

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        for name in _ONE_THREAD:
            os.environ.setdefault(name, "1")
        self._context = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
        self._context.set_forkserver_preload([worker.__name__])
        self._starter = ThreadPoolExecutor(1)
        self._pool = self._starter.submit(self._new_pool).result()

    def submit(self, function: Callable[..., T], *arguments: object) -> Future[T]:
        """See `Engine`. Raises BrokenExecutor if a worker has died."""
        return self._starter.submit(self._pool.submit, function, *arguments).result()

    def restart(self) -> None:
        """See `Engine`."""
        self._pool.shutdown()
        self._pool = self._starter.submit(self._new_pool).result()

    def close(self, *, at_once: bool) -> None:
        """See `Engine`."""
        self._starter.shutdown()
        for process in multiprocessing.active_children() if at_once else ():
            with suppress(OSError, ValueError):
                process.kill()
        self._pool.shutdown(cancel_futures=at_once)

    def _new_pool(self) -> ProcessPoolExecutor:
        hold_interrupts()
        folder, name = scratch.server()
        # Named so that the next run removes what is left where all processes of this one are killed together.
        multiprocessing.current_process()._config.update(tempdir=str(folder), semprefix=f"/{name}")  # type: ignore[attr-defined]  # noqa: SLF001
        arguments = str(scratch.base()), str(folder)  # which are removed when this process is killed
        return ProcessPoolExecutor(self.jobs, mp_context=self._context, initializer=worker.begin, initargs=arguments)
