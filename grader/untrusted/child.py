"""A fork of the zygote: it arranges its descriptors, puts up its walls, and serves one submission."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.machinery import PathFinder
from typing import Any

from .inside_walls import become, die_with, landlock, seccomp
from .probe import run as run_probe
from .serve import BROKEN, serve

try:
    import fcntl
except ImportError:  # Windows has none, and no zygote
    fcntl = None  # type: ignore[assignment]

Order = dict[str, Any]

# Descriptors that a zygote may have, two for each child that lives. Closing them all in a fork must stay cheap.
OPEN_FILES = 1024
# Where a child has the two ends of its protocol.
_REQUESTS, _REPLIES = 3, 4


class Child:
    """One fork and its order."""

    def __init__(self, order: Order, parent: int) -> None:
        self._order, self._parent = order, parent

    def live(self, descriptors: Sequence[int]) -> None:
        """Serve until this process ends. An error before `ready` is the machine's, and goes to descriptor 2."""
        try:
            die_with(self._parent)
            arrange(descriptors)
            if self._order["probe"] is not None:
                self._confine()
                run_probe(self._order["probe"], _REPLIES)
            sys.meta_path.remove(PathFinder)  # there is nothing to be found on a disk any more
            serve(_REQUESTS, _REPLIES, self._confine)
        except BaseException as error:  # noqa: BLE001 - whatever it is, this must not go on as a second zygote
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(BROKEN)

    def _confine(self) -> None:
        """Put up the walls in their order."""
        for name in self._order["walls"]:
            match name:
                case "user":
                    become(self._order["user"])
                    die_with(self._parent)  # which a change of user undoes
                case "landlock":
                    landlock(_REPLIES + 1)
                case "seccomp":
                    seccomp(bytes.fromhex(self._order["seccomp"]))
                case _:
                    raise KeyError(name)


def arrange(descriptors: Sequence[int]) -> None:
    """Make requests, replies and output descriptors 3, 4, and 1 and 2; a ruleset becomes 5. Close everything above."""
    # Copies well above the numbers that are about to be taken.
    high = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, 16) for descriptor in descriptors]
    requests, replies, output, *ruleset = high
    for descriptor, number in ((output, 1), (output, 2), (requests, _REQUESTS), (replies, _REPLIES)):
        os.dup2(descriptor, number)
    first = _REPLIES + 1
    if ruleset:
        os.dup2(ruleset[0], first)
        first += 1
    os.closerange(first, OPEN_FILES)
