"""The Dask engine: the workers of a cluster, on Slurm, Kubernetes or one machine, run the same function as the local ones."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from typing import Any, TypeVar

from grader.errors import Misuse
from grader.runner import worker
from grader.runner.engines import hold_interrupts

T = TypeVar("T")

_CONNECT_SECONDS = 30.0  # for a scheduler that is starting up elsewhere


class DaskEngine:
    """The workers of the cluster at `scheduler`, or of one that is made here for the run.

    Raises Misuse where Dask is not installed, or no scheduler answers.
    """

    chunk = 50  # submissions: a call takes Dask 6 ms

    def __init__(self, jobs: int, scheduler: str = "") -> None:
        try:
            distributed: Any = import_module("distributed")  # an extra
        except ImportError as error:
            attempt = "pip install 'nabla-grader[dask]', or leave out --engine"
            raise Misuse("Dask is not installed", where="--engine dask", value=str(error), attempt=attempt) from error
        with ThreadPoolExecutor(1) as starter:  # see `LocalEngine`
            self._cluster, self._client = starter.submit(_connected, distributed, jobs, scheduler).result()
        self.jobs = sum(self._client.nthreads().values())
        self._executor = self._client.get_executor(pure=False, retries=0)

    def submit(self, function: Callable[..., T], *arguments: object) -> Future[T]:
        """See `Engine`."""
        future: Future[T] = self._executor.submit(function, *arguments)
        return future

    def restart(self) -> None:
        """Do nothing: a cluster replaces its workers itself."""

    def kill(self) -> None:
        """See `Engine`. Others who use the cluster lose their work too; only a worker that hangs for long is worth that."""
        self._client.restart(wait_for_workers=False)

    def close(self, *, at_once: bool) -> None:
        """See `Engine`. A cluster that was there before stays, without our sandboxes."""
        self._executor.shutdown(wait=not at_once)
        with suppress(Exception):  # of workers that have gone
            self._client.run(worker.end, on_error="ignore")
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()


def _connected(distributed: Any, jobs: int, scheduler: str) -> tuple[Any, Any]:
    """A cluster that is made here, None with a scheduler; and a client. Raises Misuse."""
    hold_interrupts()
    cluster = None
    if not scheduler:
        quiet = logging.ERROR  # a worker that has died is replaced, and nobody need read that
        cluster = distributed.LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None, silence_logs=quiet)
    try:
        client = distributed.Client(cluster or scheduler, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        attempt = "start it with `dask scheduler`, and give its address, such as tcp://host:8786"
        raise Misuse("no scheduler answers", where="--scheduler", value=f"{scheduler}: {error}", attempt=attempt) from error
    try:
        client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
    except TimeoutError as error:
        client.close()
        attempt = f"start some with `dask worker {scheduler}`"
        raise Misuse("the scheduler has no workers", where="--scheduler", value=scheduler, attempt=attempt) from error
    return cluster, client
