"""The zygote: a clean interpreter with everything imported, which forks a process for each session and does nothing else.

It runs no byte of any submission. The trusted half talks to it on one socket (SEQPACKET, JSON, descriptors attached), of which
only the trusted half ever writes orders, and each child has a leash of its own, so that nothing about two children travels on
one channel:

order   {"walls": [...], "seccomp": hexadecimal, "user": number or null, "probe": {...} or null, "folder": scratch folder,
        "counter": hexadecimal, ...}, with the descriptors leash, requests, replies, output and, where Landlock is among the
        walls, two rulesets
material  {"material": true}, with a descriptor from which the frame of that name is read; for all orders that follow
leash   zygote to judge: "+" when the child is forked, "!" when it may not be killed, its exit code and its seconds of processor
        time in decimal digits when it is dead, then the end.
        judge to zygote: anything, the end included, and the child is killed.

It ends with the socket, and with whoever started it; its children end with it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Sequence
from importlib.machinery import FileFinder, PathFinder

from .child import OPEN_FILES, Child, Order, renew_streams
from .inside_calls import Calls
from .inside_counts import Counter
from .inside_files import readable_folders
from .inside_walls import die_with, hide_memory, lower_open_files, threads
from .inside_wire import Reader
from .material import Material
from .rehearsal import rehearse

# Bytes of one order: a filter of 200 instructions of 8 bytes, twice as long in hexadecimal digits, and a hundred module names.
_MOST_ORDER = 64 * 1024
_MOST_DESCRIPTORS = 6


class Forked(BaseException):
    """Raised in a child to leave the zygote behind: its objects, and the variables of its functions, are about others."""

    def __init__(self, child: Child) -> None:
        self.child = child


class Zygote:
    """The loop of the zygote: orders in, children out, nobody left."""

    def __init__(self, control: socket.socket, preloading: Preloading) -> None:
        self._control, self._preloading = control, preloading
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)
        self._leashes: dict[int, int] = {}  # leash -> process
        self._ended: dict[int, tuple[int, int]] = {}  # descriptor of a process -> process, leash
        self._channels: dict[int, tuple[socket.socket, Order]] = {}  # on which a child sends its listener, once
        self._counters: dict[int, Counter] = {}  # by listener
        self._calls: list[Calls] = []  # the handler that its children have from it, once it is needed
        self._unread = -1  # a descriptor with the material, until the first order that needs it
        self._material: Material | None = None
        self._closed: set[int] = set()  # descriptors, since the last time that all were watched

    def run(self) -> None:
        """Serve until the socket ends. Raises Forked in a child."""
        while True:
            self._closed.clear()
            for ready, event in self._poll.poll(0 if self._preloading.under_way else None):
                if ready in self._closed:  # and perhaps opened again, as something else
                    continue
                if ready in self._ended:
                    self._reap(ready)
                elif ready in self._leashes:  # the judge has let go
                    self._poll.unregister(ready)
                    try:
                        os.kill(self._leashes.pop(ready), signal.SIGKILL)
                    except PermissionError:  # another user's process can be killed by root only, and not by every root
                        _tell(ready, b"!")
                elif ready in self._channels:
                    self._begin_to_count(ready)
                elif ready in self._counters:
                    self._count(ready, event)
                elif ready == self._control.fileno() and not self._carry_out():
                    return
            self._preloading.go_on()

    def _carry_out(self) -> bool:
        """Carry out one order; False at the end of the socket."""
        raw, descriptors, _, _ = socket.recv_fds(self._control, _MOST_ORDER, _MOST_DESCRIPTORS)
        if not raw:
            return False
        order, parent = json.loads(raw), os.getpid()
        if "material" in order:
            (self._unread,) = descriptors
            return True
        leash, *rest = descriptors
        if order["probe"] is None:
            self._prepare(can_read=bool(order["counter"]))
        if order["counter"]:
            if not self._calls:
                self._calls.append(Calls(order["numbers"]))
                self._calls[0].install()
            channel, theirs = socket.socketpair()
            rest.append(theirs.detach())
            self._channels[channel.fileno()] = (channel, order)
        process = os.fork()
        if not process:
            for channel, _ in self._channels.values():
                channel.detach()  # the child closes all descriptors; a socket that is not closed would warn
            raise Forked(Child(order, parent, rest, self._material, self._calls))
        for descriptor in rest:
            os.close(descriptor)
        if order["counter"]:
            self._poll.register(channel, select.POLLIN)
        watched = os.pidfd_open(process)
        self._leashes[leash] = process
        self._ended[watched] = (process, leash)
        self._poll.register(leash, select.POLLIN)
        self._poll.register(watched, select.POLLIN)
        _tell(leash, b"+")
        return True

    def _prepare(self, *, can_read: bool) -> None:
        """Have ready for a fork what does not depend on its submission."""
        self._preloading.complete(can_read=can_read)
        if self._unread >= 0:
            self._material = Material(Reader(self._unread).frame()[0])
            os.close(self._unread)
            self._unread = -1
            if self._preloading.at_once:
                rehearse(self._material)
            gc.unfreeze()
            gc.collect()
            gc.freeze()

    def _begin_to_count(self, channel: int) -> None:
        """A child has sent the descriptor that tells what it makes, or has died before that."""
        connection, order = self._channels.pop(channel)
        with contextlib.suppress(OSError):
            for listener in socket.recv_fds(connection, 1, 1)[1]:
                self._counters[listener] = Counter(order)
                self._poll.register(listener, select.POLLIN)
        self._close(connection.detach())

    def _count(self, listener: int, event: int) -> None:
        """A child is about to make something, or is dead."""
        if event & select.POLLIN:
            with contextlib.suppress(OSError):  # it was killed meanwhile
                self._counters[listener].answer(listener)
        else:
            del self._counters[listener]
            self._close(listener)

    def _close(self, descriptor: int) -> None:
        """Stop watching a descriptor, and close it."""
        self._poll.unregister(descriptor)
        self._closed.add(descriptor)
        os.close(descriptor)

    def _reap(self, watched: int) -> None:
        """A child is dead: say how, and forget it."""
        process, leash = self._ended.pop(watched)
        self._close(watched)
        if self._leashes.pop(leash, None) is not None:
            self._poll.unregister(leash)
        _, status, used = os.wait4(process, 0)
        _tell(leash, f"{os.waitstatus_to_exitcode(status)} {used.ru_utime + used.ru_stime:.3f}".encode())
        self._closed.add(leash)
        os.close(leash)


def main(descriptor: int, folders: str) -> None:
    """Take the setting-up order, say ready, and serve. Probes are forked while modules are still being imported."""
    die_with(os.getppid())
    with socket.socket(fileno=descriptor) as control:
        order = json.loads(control.recv(_MOST_ORDER))
        preloading = Preloading(order["modules"], folders, order["needed"], others=order["others"], at_once=order["at_once"])
        lower_open_files(OPEN_FILES)
        hide_memory()
        time.localtime()  # reads the time zone, which a child cannot
        control.send(json.dumps({"ready": True, "threads": threads()}).encode())
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 2)
        os.close(nothing)
        renew_streams()
        child = fork_for_orders(control, preloading)
    if child:
        child.live()


def fork_for_orders(control: socket.socket, preloading: Preloading) -> Child | None:
    """Serve until the socket ends; in a process that was forked for an order, return at once with the child that it is to be."""
    try:
        Zygote(control, preloading).run()
    except Forked as forked:
        gc.freeze()  # also the order, as in the first child of a zygote
        return forked.child
    return None


class Preloading:
    """The modules that a submission may import, imported beforehand: one by one, between orders, all before the first session.

    Needed modules are imported at once. Raises whatever they raise.

    left     names that are still to be imported
    others   names that are imported too where forks cannot read files
    at_once  whether to begin before the first session; else its fork imports what it wants, if it can read files
    """

    def __init__(
        self,
        modules: Sequence[str],
        folders: str,
        needed: Sequence[str] = (),
        *,
        others: Sequence[str] = (),
        at_once: bool = True,
    ) -> None:
        self.left, self._others = list(reversed(modules)), list(reversed(others))
        self.at_once = at_once
        self._before = list(sys.path)
        sys.path += folders.split(os.pathsep)
        for name in needed:
            importlib.import_module(name)
        self._finish()

    @property
    def under_way(self) -> bool:
        """Whether there is something to import between orders."""
        return self.at_once and bool(self.left)

    def go_on(self) -> None:
        """Import the next one, if it is time."""
        if self.under_way:
            self.load_one()

    def complete(self, *, can_read: bool) -> None:
        """Before the first session: import what is left, or leave it to forks that can read the files."""
        if self.left and can_read and not self.at_once:
            self.left = ["numpy"]
        if not can_read:
            self.left, self._others = [*self._others, *self.left], []
        while self.left:
            self.load_one()

    def load_one(self) -> None:
        """Import the next one, parts of NumPy from its folder. A module that this Python lacks is left out."""
        if self.left:
            with contextlib.suppress(ImportError):
                importlib.import_module(self.left.pop())
            self._finish()

    def _finish(self) -> None:
        """After the last one: forget the folders, and keep the collector off what all forks share."""
        if not self.left:
            sys.path[:] = self._before
            sys.path_importer_cache.clear()
            PathFinder.find_spec("_box_lists_folders")  # all of them; a child may read their files and not list them
            _keep_listings()
            readable_folders()
            gc.collect()
            gc.freeze()


def _keep_listings() -> None:
    """Keep the listings of sys.path, also where a submission has Python forget them (`importlib.invalidate_caches`)."""

    def silent() -> None:
        """Forget nothing."""

    def listed(path: str) -> FileFinder:
        if path in finders:
            return finders[path]
        raise ImportError(path)

    finders = {path: finder for path, finder in sys.path_importer_cache.items() if isinstance(finder, FileFinder)}
    for finder in finders.values():
        vars(finder)["invalidate_caches"] = silent
    sys.path_hooks.insert(0, listed)


def _tell(leash: int, text: bytes) -> None:
    """Say something on a leash. The other end may have been let go."""
    try:
        os.write(leash, text)
    except OSError:
        return
