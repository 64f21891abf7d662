"""Something to do while a box is at work: it runs in processes of its own, and has this one's processor to spare."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def meanwhile(function: Callable[[str], Result], argument: str) -> Callable[[], Result]:
    """Call it in a thread. What is returned waits for the outcome, and gives it or raises it."""
    thread = ThreadPoolExecutor(1, thread_name_prefix="meanwhile")
    outcome = thread.submit(function, argument)
    thread.shutdown(wait=False)
    return outcome.result
