"""A submission can import what the assignment allows, and no more, whatever else a process has loaded or could load."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from grader.errors import AssignmentError, GraderFault
from grader.model import HelperModule
from grader.model.allowed_imports import STANDARD_MODULES
from grader.sandbox import Box, Limits, Load
from grader.sandbox.preloaded_modules import FREQUENT, OCCASIONAL
from grader.sandbox.processes import interpreter
from tests.sandbox.behind_walls import load, walled_box

FEW = ("numpy", "math")
NUMPY_FOLDER = str(Path(np.__file__).resolve().parent.parent)
WALLS = pytest.param("strong", marks=pytest.mark.skipif(sys.platform != "linux", reason="walls of Linux"))


@pytest.fixture(params=["none", WALLS])
def level(request):
    return request.param


def refusal(name: str, line: int, file: str = "word2vec.py") -> str:
    return f"{file} line {line} imports {name}, which is not available here"


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("import os", "os"),
        ("import math, os.path as p", "os"),
        ("from collections import abc", "collections"),
        ("import scipy.special", "scipy"),
        ("from numpyish import x", "numpyish"),
        ("import warnings", "warnings"),  # NumPy has it
        ("__import__('json')", "json"),
        ("exec('import glob')", "glob"),
    ],
)
def test_who_offers_little_is_taken_at_the_word(open_box, call, statement, name):
    """At the top of a file, and in a call of a function."""
    source = f"# a comment\n{statement}\ndef f(x): return x\ndef g(x):\n    {statement}\n    return x"
    session = open_box(source, modules=FEW)
    honest, told = session.ask([call("f"), call("g")])
    (left,) = session.loaded.left_out
    assert (left.line, left.module) == (2, name)
    assert list(honest.outputs[0]) == [1.0, 2.0]
    assert (told.fault.error, told.fault.message) == ("ModuleNotFoundError", refusal(name, 5))


def test_an_import_that_is_refused_can_be_caught_and_is_refused_in_a_call_too(open_box, call):
    source = """
    import math
    try:
        import json
    except ImportError:
        json = None
    def f(x): return x if json is None else 0 * x
    def g(x):
        import os
        return x
    """
    caught, told = open_box(source, modules=FEW).ask([call("f"), call("g")])
    assert list(caught.outputs[0]) == [1.0, 2.0]
    assert (told.fault.message, told.fault.line) == (refusal("os", 9), 9)


def test_numpy_and_python_themselves_miss_nothing(open_box, call):
    """What compiled code imports when a line of the submission calls it: warnings, _strptime, unicodedata, parts of NumPy."""
    source = r"""
    import numpy as np, numpy.linalg
    import datetime
    from numpy.random import default_rng
    def f(x):
        np.testing.assert_allclose(x, x)
        np.array([1.5], dtype=object) // 1
        np.polyfit(x, x, 1), np.linalg.inv(np.eye(2)), np.ma.array(x).sum(), default_rng(1).random(), np.fft.fft(x)
        str(x.astype(np.float32)), repr(np.array([1 + 2j, np.nan])), np.array(["a"]), np.datetime64("2026-01-01").item()
        np.gcd(np.array([4], dtype=object), 2), np.exp(np.array([1e9]))
        datetime.datetime.strptime("2026", "%Y")
        return x if eval("'\N{BULLET}'") else 0 * x
    """
    session = open_box(source, modules=("numpy", "datetime"))
    (answer,) = session.ask([call("f")])
    assert (session.loaded.fault, answer.fault) == (None, None)
    assert any("overflow" in warning for warning in answer.warnings)


def test_own_files_and_helpers_are_there_and_offer_no_more(open_box, call):
    files = {
        "word2vec.py": b"from own import half\nfrom pack.deep import more\nfrom a2.utils.utils import double\n"
        b"def f(x): return more(double(half(x)))\ndef g(x):\n    from pack import asking\n    return asking.re.sub(x)\n",
        "own.py": b"from utils import utils\ndef half(x): return x / 2\n",
        "pack/deep.py": b"from . import base\ndef more(x): return x + base.one\n",
        "pack/base.py": b"import math\none = math.exp(0)\n",
        "pack/asking.py": b"import re\n",
    }
    helper = HelperModule(name="utils.utils", source="import numpy\ndef double(x): return 2 * x")
    right, told = open_box(files, helpers=(helper,), modules=FEW).ask([call("f"), call("g")])
    assert list(right.outputs[0]) == [2.0, 3.0]
    assert told.fault.message == refusal("re", 1, "pack/asking.py")


@pytest.mark.parametrize("name", ["tkinter", "ensurepip", "pip", "grader", "_box", "landlockpy"])
def test_what_this_process_has_loaded_or_could_load_is_not_offered(open_box, name):
    """Loaded by NumPy or not, importable from a disk or not: the same words at every level."""
    (left,) = open_box(f"import {name}", modules=STANDARD_MODULES).loaded.left_out
    assert (left.line, left.module) == (1, name)


def test_every_offered_module_can_be_imported(open_box, call):
    """But those of other systems, and of libraries that this Python was built without."""
    elsewhere = {"msilib", "msvcrt", "winreg", "winsound", "nt", "_winapi", "_overlapped", "_msi", "_scproxy", "_wmi", "_winreg"}
    here = [
        name
        for name in STANDARD_MODULES
        if name not in {"__future__", "__main__", "this"} | elsewhere and importlib.util.find_spec(name)
    ]
    assert len(here) > 200
    source = "".join(f"import {name}\n" for name in here) + "def f(x): return x"
    session = open_box(source, modules=STANDARD_MODULES)
    assert (session.loaded.fault, session.loaded.left_out) == (None, ())
    assert session.ask([call("f")])[0].fault is None


def test_an_endless_name_is_refused_at_once(open_box):
    (left,) = open_box("__import__('.'.join('a' * 1_000_000))", modules=FEW).loaded.left_out
    assert (left.line, left.module) == (1, "a")


# --- more than the standard list ------------------------------------------------------------------------------------------


@pytest.fixture
def special(level):
    """A box that has scipy.special, which is installed for the tests' own sake or not at all."""
    pytest.importorskip("scipy.special")
    with Box(limits=Limits(memory_limit=1024), isolation="none") if level == "none" else walled_box(level) as box:
        box.provide((*FEW, "scipy.special", "concurrent.futures"))
        yield box


def test_what_is_offered_beyond_the_standard_list_is_installed(special, call):
    source = b"""
import concurrent.futures
import scipy
import scipy.special
from scipy import special as sp
from scipy.special import expit
def f(x): return scipy.special.expit(x) - expit(x) + sp.expit(0 * x)
def g(x): import scipy.optimize
def h(x): from scipy import optimize
def k(x): import scipy.linalg
"""
    modules = (*FEW, "scipy.special", "concurrent.futures")
    with special.open(Load(module="word2vec", files={"word2vec.py": source}, modules=modules)) as session:
        right, *told = session.ask([call(name) for name in "fghk"])
    assert session.loaded.fault is None
    assert list(right.outputs[0]) == [0.5, 0.5]
    refused = (("scipy.optimize", 8), ("scipy.optimize", 9), ("scipy.linalg", 10))
    assert [answer.fault.message for answer in told] == [refusal(*each) for each in refused]


def test_what_is_there_stays_what_it_was(special, call):
    """To have more does not change the level, and who offers less is served by the same box."""
    with special.open(load("def f(x): return 2 * x")) as session:
        assert list(session.ask([call("f")])[0].outputs[0]) == [2.0, 4.0]
    with special.open(Load(module="word2vec", files={"word2vec.py": b"import scipy.special"}, modules=FEW)) as session:
        assert [left.module for left in session.loaded.left_out] == ["scipy"]


@pytest.mark.parametrize("name", ["nothing_like_it", "numpy.nothing_like_it", "numpy.linalg.linalg.x", "math_.x"])
def test_what_is_not_installed_is_the_assignment_s_fault(name):
    with Box(limits=Limits(), isolation="none") as box, pytest.raises(AssignmentError) as caught:
        box.provide(("numpy", name))
    assert caught.value.value == name


def test_what_turns_out_not_to_be_there_is_said(level, monkeypatch):
    """By the box, where the look into the folders was wrong; no submission is blamed."""
    monkeypatch.setattr(interpreter.Interpreter, "has", lambda self, name: True)
    with Box(limits=Limits(), isolation=level) as box:
        box.provide(("nothing_like_it",))
        with pytest.raises(GraderFault, match="No module named 'nothing_like_it'"):
            box.open(load(""))


def test_a_subset_starts_nothing():
    with Box(limits=Limits(), isolation="none") as box:
        before = box._started[:]
        box.provide(FEW)
        box.provide(STANDARD_MODULES)
        assert (box._started, box._needed) == (before, ())


def test_where_modules_are_looked_for():
    own = interpreter.own()
    there = ["sqlite3", "concurrent.futures", "numpy", "numpy.f2py", "numpy.linalg", "numpy.version", "pytest"]
    assert [name for name in there if not own.has(name)] == []
    gone = ["pytest_not", "numpy.f3py", "numpy.version.x", "reference", "grader", "grader.model"]
    assert [name for name in gone if own.has(name)] == []
    assert not set(FREQUENT) & set(OCCASIONAL)
