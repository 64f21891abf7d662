"""Forks of a zygote: their ends, their limits, and the modules that they can import."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from grader.model import FaultKind, Word
from grader.model.allowed_imports import STANDARD_MODULES
from grader.sandbox import Limits, Load
from grader.sandbox.preloaded_modules import FREQUENT, OCCASIONAL
from tests.sandbox.behind_walls import descendants, load, walled_box, zygote_process

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="walls of Linux")


def test_how_a_child_ends_is_told(box, call):
    source = "import os\ndef f(x): os._exit(7)\ndef g(x):\n    import ctypes; ctypes.string_at(0)\n"
    with box.open(load(source)) as session:
        answers = session.ask([call("f"), call("g")])
    assert [answer.fault.kind for answer in answers] == [FaultKind.CRASHED] * 2
    assert answers[0].fault.message == "the process ended with exit code 7"
    assert answers[1].fault.message == "the process was ended by SIGSEGV"


def test_a_deadly_call_is_named(box, call):
    source = "import ctypes\ndef f(x): ctypes.CDLL(None).ptrace(0, 0, 0, 0)"
    with box.open(load(source)) as session:
        assert session.ask([call("f")])[0].fault.message == "the process was ended by SIGSYS"


def test_memory_is_limited_and_a_fork_takes_little(call):
    source = "import numpy as np\ndef f(x): return np.ones(2**27).sum()\ndef g(x): return 2 * x"
    with walled_box("standard", limits=Limits(memory_limit=400)) as box, box.open(load(source)) as session:
        memory, right = session.ask([call("f"), call("g")])
        assert memory.fault.error == "MemoryError"
        assert right.fault is None
        rollup = [Path(f"/proc/{pid}/smaps_rollup") for pid in descendants(zygote_process(box))]
        try:
            lines = rollup[0].read_text().splitlines()
        except PermissionError:
            return  # it hides its memory from all but root
        private = sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
        assert private < 10 * 1024  # KiB


def test_what_is_offered_is_there_and_nothing_else(box, call):
    source = "import importlib\ndef f(name):\n    importlib.import_module(name)\n    return 1.0"
    gone = ("torch", "scipy.special", "grader", "reference", "numpy.nothing", "pip")
    there = (*FREQUENT, *OCCASIONAL, "sqlite3", "numpy.f2py", "asyncio", "unittest.mock")
    with box.open(replace(load(source), modules=STANDARD_MODULES)) as session:
        answers = session.ask([call("f", Word(value=name)) for name in (*there, *gone)])
    assert [name for name, answer in zip(there, answers, strict=False) if answer.fault] == []
    for name, answer in zip(gone, answers[len(there) :], strict=True):
        assert answer.fault.error == "ModuleNotFoundError"
        assert answer.fault.message == f"word2vec.py line 3 imports {name.removesuffix('.special')}, which is not available here"


@pytest.mark.parametrize(
    "text",
    [
        "# -*- coding: latin-1 -*-\ndef f(x): return x".encode("latin-1"),
        "# -*- coding: gbk -*-\n# 你好\ndef f(x): return x".encode("gbk"),
        "def ﬁ(x): return x\nf = ﬁ\ns = '\\N{BULLET}'".encode(),
        b"import datetime, warnings\nwarnings.warn('w')\ndef f(x):\n    datetime.datetime.strptime('2026', '%Y')\n    return x",
        b"import numpy as np\ndef f(x):\n    np.testing.assert_allclose(x, x)\n    np.polyfit(x, x, 1)\n    return str(x) and x",
        b"import inspect\ndef f(x): return x if 'return' in inspect.getsource(f) else 0 * x",
        b"from dataclasses import dataclass\n@dataclass\nclass A:\n    x: int\ndef f(x): return A(1).x * x",
        b"try:\n    import torch\nexcept ImportError:\n    torch = None\ndef f(x): return x",
    ],
)
def test_what_python_imports_by_itself_is_there(box, text, call):
    with box.open(Load(module="word2vec", files={"word2vec.py": text})) as session:
        (answer,) = session.ask([call("f")])
    assert answer.fault is None
    assert list(answer.outputs[0]) == [1.0, 2.0]
