from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import numpy as np
import pytest

from grader.model import Answer, Array, Call, Fault
from grader.sandbox import Box, Limits, Load, Session
from tests.sandbox.behind_walls import MODULES, WALLED, walled_box

Open = Callable[..., Session]


@pytest.fixture
def level() -> str:
    """The level of isolation of a test's boxes; a file or a test overrides it."""
    return "none"


@pytest.fixture(scope="module", params=WALLED)
def box(request) -> Iterator[Box]:
    """One box for all tests of a level, whatever becomes of its zygotes."""
    with walled_box(request.param) as opened:
        yield opened


@pytest.fixture(scope="session")
def shared() -> Iterator[Callable[[str], Box]]:
    """Boxes behind walls that all tests share: limits belong to a session, and a fork is quicker than a box."""
    boxes: dict[str, Box] = {}
    with ExitStack() as stack:

        def of(level: str) -> Box:
            if level not in boxes:
                boxes[level] = stack.enter_context(walled_box(level))
            return boxes[level]

        yield of


@pytest.fixture(scope="session")
def quickest(shared: Callable[[str], Box]) -> str:
    """A level at which processes start at once: forks where there are walls, else plain processes."""
    try:
        return shared("standard").level
    except pytest.skip.Exception:
        return "none"


@pytest.fixture
def open_box(level: str, shared: Callable[[str], Box]) -> Iterator[Open]:
    """Opens sessions with real processes, and closes them at the end of the test."""
    with ExitStack() as stack:

        def opened(source: str | dict[str, bytes], *, limits: Limits | None = None, **load: Any) -> Session:
            files = {"word2vec.py": textwrap.dedent(source).encode()} if isinstance(source, str) else source
            box = stack.enter_context(Box(limits=Limits(), isolation="none")) if level == "none" else shared(level)
            box.limits = limits or Limits()
            return stack.enter_context(box.open(Load(module="word2vec", files=files, **{"modules": MODULES, **load})))

        yield opened


@pytest.fixture
def call() -> Callable[..., Call]:
    """A call of a function on one array, or on whatever arguments are given."""

    def described(function: str, *arguments: Any, outputs: int = 1) -> Call:
        arguments = arguments or (Array(value=np.array([1.0, 2.0])),)
        return Call(function=function, arguments=arguments, outputs=outputs)

    return described


@pytest.fixture
def impatient() -> Limits:
    """For submissions that hang: long enough for an honest call on a busy machine, short enough to be waited for."""
    return Limits(time_limit=0.5, import_limit=5.0)


@pytest.fixture
def fault(open_box: Open, call: Callable[..., Call], impatient: Limits) -> Callable[..., Fault | None]:
    """The fault of one call of `f`, after which an honest function must still be answered."""

    def asked(source: str, limits: Limits = impatient) -> Fault | None:
        session = open_box(source + "\ndef honest(x): return x\n", limits=limits)
        answer, honest = session.ask([call("f"), call("honest")])
        assert session.loaded.fault is None
        assert answer.outputs == ()
        assert list(honest.outputs[0]) == [1.0, 2.0]
        return answer.fault

    return asked


@pytest.fixture
def ask(open_box: Open, call: Callable[..., Call]) -> Callable[..., Answer]:
    """The answer of one function `f` to one call."""

    def asked(source: str | dict[str, bytes], *arguments: Any, outputs: int = 1, **load: Any) -> Answer:
        (answer,) = open_box(source, **load).ask([call("f", *arguments, outputs=outputs)])
        return answer

    return asked
