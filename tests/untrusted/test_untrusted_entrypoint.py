from __future__ import annotations

import os
import runpy
import sys
import threading
from pathlib import Path
from typing import IO, Any, Self

import numpy as np
import pytest

from grader.model import Array, Call
from grader.sandbox import Limits, Load, requests, wire

pytestmark = pytest.mark.usefixtures("import_system")

NUMPY_FOLDER = str(Path(np.__file__).resolve().parent.parent)


class Exit(BaseException):
    """What stands for the end of the process."""


def leave(status: int) -> None:
    raise Exit(status)


class Descriptors:
    """Descriptors 0, 1 and 2 of this process on pipes, as the trusted half starts a box, and back again."""

    def __enter__(self) -> Self:
        sys.stdout.flush()
        sys.stderr.flush()
        self._saved = [os.dup(number) for number in (0, 1, 2)]
        read, self.requests = os.pipe()
        self.replies, write = os.pipe()
        self.output, printed = os.pipe()
        for number, end in enumerate((read, write, printed)):
            os.dup2(end, number)
            os.close(end)
        return self

    def __exit__(self, *_: object) -> None:
        for number, saved in enumerate(self._saved):
            os.dup2(saved, number)
            os.close(saved)


@pytest.fixture
def run_main(box_folder, boxed, monkeypatch):
    """Run the box's entry in this process on real descriptors; the code it would have ended with, its replies, its output."""
    monkeypatch.setattr(os, "_exit", leave)
    monkeypatch.setattr(boxed("inside_limits"), "resource", None)
    monkeypatch.setattr(boxed("serve"), "without_walls", lambda settle, limits: None)  # which stay for good
    monkeypatch.setattr(sys, "argv", ["main.py", NUMPY_FOLDER])
    path, private = [folder for folder in sys.path if folder != NUMPY_FOLDER], []
    monkeypatch.setattr(sys, "path", list(path))
    dup = os.dup
    monkeypatch.setattr(os, "dup", lambda number: private.append(dup(number)) or private[-1])

    def run(*frames: bytes) -> tuple[int, bytes, bytes]:
        with Descriptors() as ours:
            writer = threading.Thread(target=feed, args=(ours.requests, b"".join(frames)))
            writer.start()
            status = ended_with(box_folder / "entrypoint.py")
            writer.join()
            for number in private[3:]:  # ours are the first three, the box's the rest
                os.close(number)
        assert sys.path == path
        return status, drain(ours.replies), drain(ours.output)

    return run


def ended_with(main: Path) -> int:
    try:
        runpy.run_path(str(main), run_name="__main__")
    except Exit as end:
        return int(end.args[0])
    raise AssertionError


def feed(descriptor: int, raw: bytes) -> None:
    with os.fdopen(descriptor, "wb") as pipe:
        pipe.write(raw)


def drain(descriptor: int) -> bytes:
    with os.fdopen(descriptor, "rb") as pipe:
        return pipe.read()


def frames(raw: bytes) -> list[dict[str, Any]]:
    """The headers of all frames in some bytes."""
    pipe: IO[bytes]
    read, write = os.pipe()
    found = []
    with os.fdopen(write, "wb") as out:
        out.write(raw)
    with os.fdopen(read, "rb") as pipe:
        while (frame := next_frame(pipe)) is not None:
            found.append(dict(frame.header))
    return found


def next_frame(pipe: IO[bytes]) -> wire.Frame | None:
    def take(count: int) -> bytes:
        raw = pipe.read(count)
        if len(raw) < count:
            raise EOFError
        return raw

    try:
        return wire.read(take, most_bytes=10**6)
    except EOFError:
        return None


def load(source: str, **more: Any) -> bytes:
    whole = Load(module="main", files={"main.py": source.encode()}, **more)
    return requests.material_frame(whole) + requests.load_frame(1, whole, Limits())


def test_a_whole_conversation(run_main):
    source = "import os\nprint('printed', flush=True)\nos.write(1, b'raw')\nassert os.read(0, 9) == b''\ndef f(x): return x"
    call = requests.calls_frame(2, (Call(function="f", arguments=(Array(value=np.ones(2)),)),))
    status, replies, output = run_main(load(source), call)
    assert status == 0
    told = [h for h in frames(replies) if "running" not in h]
    assert [(h["id"], h.get("ready"), h.get("names"), h.get("call")) for h in told] == [
        (1, True, None, None),
        (1, None, ["f"], None),
        (2, None, None, 0),
    ]
    assert b"raw" in output


def test_what_fails_before_the_submission_is_the_machines_doing(run_main):
    status, replies, _ = run_main(load("", stand_ins={"s": "1/0"}))
    assert (status, frames(replies)) == (70, [])


def test_what_fails_afterwards_is_not(run_main):
    nonsense = wire.encode({"id": 2})
    status, replies, _ = run_main(load("x = len('1')"), nonsense)
    assert status == 1
    assert [h["running"] for h in frames(replies) if "running" in h] == [["main.py", 0, 1]]
    assert len(frames(replies)) == 3


def test_the_modules_are_there_and_their_folder_is_not(boxed):
    main = boxed("entrypoint")
    before = list(sys.path)
    main.preload(NUMPY_FOLDER + os.sep)
    assert sys.path == before
    assert NUMPY_FOLDER + os.sep not in sys.path_importer_cache
