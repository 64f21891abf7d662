"""The conversation with the trusted half: read a load, reply `ready` and `loaded`, then answer each call."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from typing import Any

import numpy as np

from .arguments import Arguments, Description, NotThereError, own_function
from .faults import collected, explain_syntax
from .inside_files import settle
from .inside_limits import apply
from .inside_refusals import without_walls
from .inside_wire import Plain, Reader, encode, encode_answer, write
from .loading import Submission
from .material import Material
from .moved_points import unwatched, watched
from .outputs import TooLargeError, parts, plain
from .replaced_functions import replace_functions
from .stand_ins import Absent
from .statements import silent
from .template_code import Starters

Header = dict[str, Any]

# Exit codes of a box that could not be set up (EX_SOFTWARE of sysexits.h), and of one that has no memory left to answer.
BROKEN, OUT_OF_MEMORY = 70, 71

# Bytes in the reply to a load: of names (`from numpy import *` takes 10 000), and of texts about what was left out and what is
# undefined. With a fault these are less than the 64 KiB that a header may have.
_NAMES_BYTES, _TEXTS_BYTES = 30_000, 12_000

_NOTHING = nullcontext()

Confine = Callable[[Callable[[], object]], None]


def serve(requests: int, replies: int, confine: Confine | None = None, material: Material | None = None) -> None:
    """Answer frames from one descriptor on the other. Never returns: the process ends with the stream of requests.

    `confine` puts the walls up; it is called when the load has been read and the limits are set, before anything is done with it.
    It is given what furnishes the scratch folder, in which the process has been started. Without `material` the first frame is
    that.
    It ends by os._exit, so neither exit handlers nor threads of the submission can keep it.
    """
    status = BROKEN  # what is raised before `ready` is the machine's doing, and stands on descriptor 2
    try:
        reader = Reader(requests)
        material = material or Material(reader.frame()[0])
        order, blobs = reader.frame()
        files = {path: blob.tobytes() for path, blob in zip(order["files"], blobs, strict=True)}
        apply(order["limits"], strict=confine is not None)
        confine = confine or partial(without_walls, limits=order["limits"])
        confine(partial(settle, files))
        server = Server(order, files, material)
        write(replies, encode({"id": server.id, "ready": True}))
        status = 1
        write(replies, encode(server.load(lambda *place: write(replies, encode({"id": server.id, "running": place})))))
        while True:
            for frame in server.answers(*reader.frame()):
                write(replies, frame)
    except EOFError:
        status = 0
    except BaseException as error:  # noqa: BLE001 - memory that the submission holds, a descriptor that it closed
        if status != BROKEN and isinstance(error, MemoryError):
            status = OUT_OF_MEMORY
        else:
            sys.__excepthook__(type(error), error, error.__traceback__)
    finally:
        os._exit(status)


class Server:
    """One submission in one process."""

    def __init__(self, order: Header, files: Mapping[str, bytes], material: Material) -> None:
        self.id: int = order["id"]
        self._order, self._material = order, material
        self._most_bytes: int = order["reply_bytes"]
        self._namespace: dict[str, Any] = {}
        self._stand_ins: dict[str, Any] = {}
        for name, source in order["stand_ins"].items():
            namespace: dict[str, Any] = {"__name__": "stand_in"}
            exec(compile(source, f"<{name}>", "exec", dont_inherit=True), namespace)  # noqa: S102 - not the submission's text
            self._stand_ins[name] = namespace[name]
        self._draws = any(b"random" in text for text in files.values())
        self._seeds: list[Callable[[int], None]] = []
        # The global generators are imported only if a text mentions them: numpy.random takes 10 ms.
        mentioned = self._draws or any(b"random" in text for text in material.helpers.values())
        if mentioned or "numpy.random" in sys.modules:
            self._seeds = [importlib.import_module("random").seed, np.random.seed]
        self._flush = (sys.stdout.flush, sys.stderr.flush)
        skipped = {(file, position): reason for file, position, reason in order["skipped"]}
        self._submission = Submission(files, material, skipped)
        self._starters = Starters(material.starters, self._submission.statements.trees)
        self._undefined: dict[str, Header] = {}
        self._step_factor: float | None = order["step_factor"]
        # How many calls of a function will still be watched.
        self._watched: dict[str, int] = dict.fromkeys(order["unwatched"], 0)
        replace_functions()  # in every process: none is to know by that what it is for

    def load(self, tell: Callable[[str, int, int], object] = silent) -> Header:
        """Import the submission. The reply: its functions, which are untouched, what was left out, or the fault.

        tell  called with file, position and line of every statement that is about to be run
        """
        fault = None
        still: list[str] = []
        statements = self._submission.statements
        statements.tell = tell
        try:
            self._reseed()
            with collected():  # warnings at import (an invalid escape in a docstring) are nobody's business
                self._namespace = self._submission.load(self._order["module"])
            still = self._starters.untouched(self._namespace)
            self._submission.replace(self._namespace, self._stand_ins)
            for name in self._material.wanted:
                value = self._namespace.get(name)
                absent = type(value) is Absent or not callable(value)
                if absent and (reason := statements.undefined(self._submission.main, name)):
                    self._undefined[name] = reason
        except BaseException as error:  # noqa: BLE001 - SystemExit and whatever else a file may raise
            fault = {**self._submission.fault(error), "kind": "raised"}  # a module that cannot be imported is there all the same
            if isinstance(error, SyntaxError):
                fault |= explain_syntax(error)
        self._flush_output()
        left_out = [[left.file, left.line, left.reason, left.module] for left in statements.left_out]
        return {
            "id": self.id,
            "names": _fitting(self._functions(), _NAMES_BYTES),
            "untouched": still,
            "left_out": _fitting(left_out, _TEXTS_BYTES),
            "undefined": dict(_fitting(self._undefined.items(), _TEXTS_BYTES)),
            "fault": fault,
        }

    def answers(self, request: Header, arrays: Sequence[Plain]) -> Iterator[bytes]:
        """One frame for each call of a request, each made when the one before it has been sent."""
        number: int = request["id"]
        with collected() as warned:
            for position, call in enumerate(request["calls"]):
                warned.begin()
                header, outputs = self._answer(request["function"], call, arrays)
                self._flush_output()
                if warned.texts:
                    header["warnings"] = warned.texts
                if not header:
                    yield encode_answer(number, position, outputs)
                    continue
                numeric = [each for each in outputs if not isinstance(each, str)]
                if "fault" not in header:
                    positions = iter(range(len(numeric)))
                    header["outputs"] = [each if isinstance(each, str) else next(positions) for each in outputs]
                yield encode({"id": number, "call": position, **header}, numeric)

    def _answer(self, name: str, call: Description, arrays: Sequence[Plain]) -> tuple[Header, list[Plain | str]]:
        """The outputs of one call, and what else is to be said of it: a fault, inputs that it has changed."""
        try:
            function = own_function(name, self._namespace)
            arguments = Arguments(call["arguments"], arrays, self._namespace)
        except NotThereError as error:
            missing = {"kind": "missing", "message": f"there is no function {error}"}
            return {"fault": self._undefined.get(str(error), missing)}, []
        with arguments.tables_in_place() if arguments.has_tables else _NOTHING:
            header, outputs = self._call(name, function, arguments, call["outputs"])
        return ({**header, "changed": True} if arguments.changed() else header), outputs

    def _call(
        self, name: str, function: Callable[..., Any], arguments: Arguments, count: int
    ) -> tuple[Header, list[Plain | str]]:
        try:
            if self._draws or self._submission.statements.mention_random:
                self._reseed()
            values = self._watch(name, arguments.values)
            returned = parts(function(*values), count)
            return {}, [plain(value, self._most_bytes // len(returned)) for value in returned]
        except TooLargeError as error:
            return {"fault": {"kind": "malformed", "message": str(error)}}, []
        except BaseException as error:  # noqa: BLE001 - SystemExit and whatever else a function may raise
            if unwritten := self._starters.unwritten(error, function):
                return {"fault": {"kind": "missing", "message": f"not written yet: {unwritten} is not assigned"}}, []
            return {"fault": self._submission.fault(error)}, []

    def _watch(self, name: str, values: Sequence[Any]) -> list[Any]:
        """The arguments of a call, watched in the first calls of each function where the load says so."""
        left = self._watched.get(name, int(self._order["watched_calls"])) - 1
        self._watched[name] = left
        return unwatched(values) if self._step_factor is None or left < 0 else watched(values, self._step_factor)

    def _functions(self) -> list[str]:
        """Names at the top level that can be called: those that will be, and the submission's own, which stand below its imports.

        A function that the course provides is not the submission's own, nor is a stand-in.
        """
        items = list(self._namespace.items())[::-1]
        functions = [
            (name, value) for name, value in items if type(name) is str and callable(value) and type(value) is not Absent
        ]
        own = [name for name, value in functions if not self._submission.provides(value)]
        return sorted(own, key=lambda name: name not in self._material.wanted)  # there may not be room for all

    def _reseed(self) -> None:
        """The same random numbers in every call and every run: a submission that draws gets the same marks each time."""
        for seed in self._seeds:
            seed(self._order["seed"])

    def _flush_output(self) -> None:
        """Let out what was printed, before the reply: what is printed belongs to what it was printed in."""
        for flush in self._flush:
            try:
                flush()
            except (OSError, ValueError):  # closed by the submission
                continue


def _fitting(items: Iterable[Any], room: int) -> list[Any]:
    """As many of these as fit into so many bytes of JSON."""
    kept = []
    for item in items:
        room -= len(json.dumps(item)) + 2
        if room < 0:
            break
        kept.append(item)
    return kept
