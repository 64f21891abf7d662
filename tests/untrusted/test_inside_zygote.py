"""The zygote's loop, in this process; a fork plays the judge, so that this one stays single-threaded as a zygote must be."""

from __future__ import annotations

import array
import json
import os
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

pytestmark = [
    pytest.mark.usefixtures("import_system"),
    pytest.mark.skipif(sys.platform != "linux", reason="zygotes of Linux"),
]

NUMPY_FOLDER = str(Path(np.__file__).resolve().parent.parent)
PROBE = {
    "neighbour": "/nonexistent",
    "file": "/nonexistent/file",
    "folder": "/nonexistent",
    "port": 1,
    "name": "nobody-listens-here",
}
ORDER = {"walls": [], "seccomp": "", "user": None, "probe": PROBE, "counter": "", "folder": "/"}


@pytest.fixture
def played(boxed) -> Callable[..., list[object]]:
    """Run a zygote's entry here on a socket, and a judge in a fork; what the judge has found."""

    def play(entry: Callable[[int], None], judge: Callable[[socket.socket], object]) -> list[object]:
        boxed("inside_zygote")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        read, write = os.pipe()
        process = os.fork()
        if not process:
            theirs.close()
            try:
                os.write(write, json.dumps(judge(ours)).encode())
            finally:
                os._exit(0)
        ours.close()
        os.close(write)
        entry(theirs.detach())
        with os.fdopen(read) as found:
            said = found.read()
        os.waitpid(process, 0)
        return json.loads(said)

    return play


def loop(boxed, number: int) -> None:
    with socket.socket(fileno=number) as control:
        child = boxed("inside_zygote").fork_for_orders(control, boxed("inside_zygote").Preloading([], NUMPY_FOLDER))
        if child:
            child.live()


def order(control: socket.socket, **more: object) -> tuple[socket.socket, int]:
    """Send an order; the leash, and where the replies come out."""
    leash, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    requests, replies, output = os.pipe(), os.pipe(), os.pipe()
    given = array.array("i", [theirs.fileno(), requests[0], replies[1], output[1]])
    control.sendmsg([json.dumps({**ORDER, **more}).encode()], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, given)])
    theirs.close()
    for descriptor in (requests[0], replies[1], output[1]):
        os.close(descriptor)
    return leash, replies[0]


def heard(leash: socket.socket) -> list[str]:
    """All that is said on a leash, without the processor time."""
    said = []
    while word := leash.recv(64):
        said.append(word.decode().partition(" ")[0])
    return said


def test_a_probe_without_walls(played, boxed):
    def judge(control: socket.socket) -> object:
        leash, replies = order(control)
        with os.fdopen(replies) as pipe:
            found = json.loads(pipe.read())
        leash.shutdown(socket.SHUT_WR)
        return [found, heard(leash)]

    found, said = played(partial(loop, boxed), judge)
    assert said == ["+", "-9"]
    assert {"fork", "have a socket", "read a file", "signal the parent"} <= set(found)
    assert not {"read a secret", "connect", "list a folder"} & set(found)


def test_a_leash_that_is_let_go_kills(played, boxed):
    def judge(control: socket.socket) -> object:
        leash, _ = order(control, probe=None)  # which waits for requests that never come
        first = leash.recv(16).decode()
        leash.shutdown(socket.SHUT_WR)
        gone, _ = order(control, probe=None)
        gone.recv(16)
        gone.close()
        return [first, heard(leash)]

    assert played(partial(loop, boxed), judge) == ["+", ["-9"]]


def test_a_child_that_may_not_be_killed_is_told_of(played, boxed, monkeypatch):
    def refuse(*_):
        raise PermissionError

    def judge(control: socket.socket) -> object:
        leash, _ = order(control, probe=None)
        leash.recv(16)
        leash.shutdown(socket.SHUT_WR)
        said = leash.recv(16).decode()
        return [said]

    monkeypatch.setattr(boxed("inside_zygote").os, "kill", refuse)
    assert played(partial(loop, boxed), judge) == ["!"]
    monkeypatch.undo()


def test_the_entry(played, boxed, monkeypatch):
    zygote = boxed("inside_zygote")
    for name in ("die_with", "hide_memory", "lower_open_files"):  # which this process could not take back
        monkeypatch.setattr(zygote, name, lambda *_: None)
    saved = os.dup(2)

    def judge(control: socket.socket) -> object:
        control.send(
            json.dumps(
                {"modules": ["numpy.linalg", "json", "no_such_module"], "others": [], "needed": ["graphlib"], "at_once": True}
            ).encode()
        )
        told = json.loads(control.recv(4096))
        leash, _ = order(control, probe=None)
        first = leash.recv(16).decode()
        leash.shutdown(socket.SHUT_WR)
        return [told, [first, *heard(leash)]]

    before = list(sys.path)
    told, said = played(lambda number: zygote.main(number, NUMPY_FOLDER), judge)
    os.dup2(saved, 2)
    os.close(saved)
    zygote.gc.unfreeze()
    assert (told["ready"], said, sys.path) == (True, ["+", "-9"], before)
    assert told["threads"] >= 1


def test_nobody_listens(boxed):
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.close()
    boxed("inside_zygote")._tell(theirs.fileno(), b"0")
    theirs.close()


def test_a_probe_reaches_what_is_there(boxed, tmp_path, monkeypatch):
    """Every attempt but those that need a network succeeds here: none is refused by a mistake of its own."""
    probe = boxed("probe")
    secret = tmp_path / "secret"
    secret.touch()
    neighbour = tmp_path / "neighbour"
    neighbour.mkdir()
    (neighbour / "file").touch()
    monkeypatch.chdir(tmp_path)  # the probe goes elsewhere
    with socket.socket() as listener, socket.socket(socket.AF_UNIX) as abstract:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        abstract.bind(f"\0{tmp_path.name}")
        abstract.listen()
        canary = {"file": str(secret), "folder": str(tmp_path), "neighbour": str(neighbour)}
        canary |= {"port": listener.getsockname()[1], "name": tmp_path.name}
        assert [name for name, attempt in probe.ATTEMPTS.items() if not probe.succeeds(attempt, canary)] == []
    assert set(tmp_path.iterdir()) == {secret, neighbour}
