"""Talking to a fork of a zygote."""

from __future__ import annotations

from collections.abc import Callable

from grader.sandbox.limits import Limits
from grader.sandbox.processes import process
from grader.sandbox.processes.process import Conversation
from grader.sandbox.processes.zygote import Child, ZygoteError


class Forked(Conversation):
    """A fork of a zygote that serves one submission.

    release  called once, when it is over: with True where the zygote must not be used again
    """

    def __init__(self, child: Child, limits: Limits, release: Callable[[bool], None]) -> None:
        self._child, self._release = child, release
        super().__init__(child.requests, child.replies, child.output, limits)

    def ending(self) -> str:
        """How the process, whose replies have ended, came to its end, in words."""
        try:
            code = self._child.wait(process.END_SECONDS)
        except ZygoteError as error:
            self.lost = str(error)
            return self.lost
        return process.NOT_ENDED if code is None else process.ended_with(code)

    def close(self) -> bytes:
        """Have the process killed; where nobody says that it is dead its zygote is given up, and the process with it."""
        try:
            self._child.kill()
        except ZygoteError as error:
            self.lost = self.lost or str(error)
        self._child.let_go()
        self._streams.close()
        self._release(bool(self.lost))
        return self._streams.printed
