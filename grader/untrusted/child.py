"""A fork of the zygote: it arranges its descriptors, puts up its walls, and serves one submission."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from .inside_files import hide_the_rest
from .inside_walls import become, counted, die_with, landlock, seccomp
from .material import Material
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
    """One fork and its order.

    descriptors  requests, replies, output, and what the walls need
    material     without it the first request is that
    kept         what must live as long as the process
    """

    def __init__(self, order: Order, parent: int, descriptors: list[int], material: Material | None, kept: object) -> None:
        self._order, self._parent, self._material, self._kept = order, parent, material, kept
        self._descriptors = descriptors
        self._further = range(0)

    def live(self) -> None:
        """Serve until this process ends. An error before `ready` is the machine's, and goes to descriptor 2."""
        try:
            die_with(self._parent)
            self._further = arrange(self._descriptors)
            self._descriptors.clear()  # the numbers that they had tell how many other children there are
            if self._order["probe"] is not None:
                self._confine()
                run_probe(self._order["probe"], _REPLIES)
            serve(_REQUESTS, _REPLIES, self._confine, self._material)
        except BaseException as error:  # noqa: BLE001 - whatever it is, this must not go on as a second zygote
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(BROKEN)

    def _confine(self, settle: Callable[[], object] | None = None) -> None:
        """Put up the walls in their order. `settle` furnishes the scratch folder; it is called as the user of the submission."""
        further = iter(self._further)
        if "user" not in self._order["walls"]:
            os.chdir(self._order["folder"])
        for name in self._order["walls"]:
            match name:
                case "user":
                    become(self._order["user"])
                    die_with(self._parent)  # which a change of user undoes
                    os.chdir(self._order["folder"])  # which belongs to that user
                case "landlock":
                    landlock(next(further))
                    landlock(next(further))
                case "seccomp":
                    if settle is not None:
                        settle()
                        hide_the_rest()
                    if self._order["counter"]:
                        number = self._order["numbers"]["seccomp"]
                        counted(bytes.fromhex(self._order["counter"]), number, next(further))
                    seccomp(bytes.fromhex(self._order["seccomp"]))
                case _:
                    raise KeyError(name)


def arrange(descriptors: Sequence[int]) -> range:
    """Make requests, replies and output descriptors 3, 4, and 1 and 2; further ones follow from 5 on. Close everything above."""
    # Copies well above the numbers that are about to be taken.
    high = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, 16) for descriptor in descriptors]
    requests, replies, output, *more = high
    numbers = range(_REPLIES + 1, _REPLIES + 1 + len(more))
    for descriptor, number in (
        (output, 1),
        (output, 2),
        (requests, _REQUESTS),
        (replies, _REPLIES),
        *zip(more, numbers, strict=True),
    ):
        os.dup2(descriptor, number)
    os.closerange(numbers.stop, OPEN_FILES)
    nothing = os.open(os.devnull, os.O_RDONLY)  # of its own: flags of the zygote's would be seen by other children
    os.dup2(nothing, 0)
    os.close(nothing)
    return numbers


def renew_streams() -> None:
    """Give the zygote, and so all its forks, output streams that know they are pipes: the first believe that they can seek."""
    reading, writing = os.pipe()
    for name, number in (("stdout", 1), ("stderr", 2)):
        before, errors = os.dup(number), getattr(sys, name).errors
        os.dup2(writing, number)
        stream = open(number, "w", buffering=1, encoding="utf-8", errors=errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
        os.dup2(before, number)
        os.close(before)
    os.close(reading)
    os.close(writing)
