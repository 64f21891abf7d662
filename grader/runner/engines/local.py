"""The local engine: a standard pool of processes."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import forkserver
from typing import TypeVar

from grader.runner.engines import hold_interrupts
from grader.sandbox.processes import scratch

T = TypeVar("T")

# Arrays are small: threads of a BLAS would only be in the way of other workers.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_WORKER = "grader.runner.worker"


class LocalEngine:
    """Processes of this machine.

    On Linux they are forks of a server without threads, in which everything has been imported; elsewhere they start anew. The
    server starts at once and the processes with the first call, before which `jobs` may be changed: a command makes the engine
    before it imports what it needs itself.

    A thread of its own starts processes and makes files. Signals raise in the main thread, and so never between the start of a
    process and the note that it has been started. Ctrl-C does not reach a process before it has decided what to do with it.
    """

    chunk = 16  # submissions: a call takes a millisecond, they take some hundred

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        for name in _ONE_THREAD:
            os.environ.setdefault(name, "1")
        self._context = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
        self._context.set_forkserver_preload([_WORKER])
        self._pool: ProcessPoolExecutor | None = None
        self._starter = ThreadPoolExecutor(1)
        self._server = self._starter.submit(self._start_server)

    def submit(self, function: Callable[..., T], *arguments: object) -> Future[T]:
        """See `Engine`. Raises BrokenExecutor if a worker has died."""
        future: Future[T] = self._starter.submit(self._submit, function, *arguments).result()
        return future

    def restart(self) -> None:
        """See `Engine`."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def kill(self) -> None:
        """See `Engine`."""
        for process in multiprocessing.active_children():
            with suppress(OSError, ValueError):
                process.kill()

    def close(self, *, at_once: bool) -> None:
        """See `Engine`."""
        self._starter.shutdown()
        if at_once:
            self.kill()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=at_once)

    def _start_server(self) -> str:
        """Start the server; returns the folder of its files."""
        hold_interrupts()
        folder, name = scratch.server()
        # Named so that the next run removes what is left where all processes of this one are killed together.
        multiprocessing.current_process()._config.update(tempdir=str(folder), semprefix=f"/{name}")  # type: ignore[attr-defined]  # noqa: SLF001
        if sys.platform == "linux":
            forkserver.ensure_running()
        return str(folder)

    def _submit(self, function: Callable[..., T], *arguments: object) -> Future[T]:
        from grader.runner import worker  # noqa: PLC0415 - the server starts before this process imports all that

        if self._pool is None:
            folders = str(scratch.base()), self._server.result()  # which are removed when this process is killed
            self._pool = ProcessPoolExecutor(self.jobs, mp_context=self._context, initializer=worker.begin, initargs=folders)
        return self._pool.submit(function, *arguments)
