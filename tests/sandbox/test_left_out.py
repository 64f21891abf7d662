"""Statements that end the process: each costs itself, a fresh process and some time, and three of them are the limit."""

from __future__ import annotations

import pytest

from grader.model import FaultKind
from grader.sandbox import Limits
from tests.sandbox.test_forgeries import WRITE

HONEST = "\ndef f(x): return 2 * x\n"
LATE = "it did not end in time (a file has 0.5 s to load)"


@pytest.fixture
def level(quickest):
    return quickest


@pytest.fixture
def loaded(open_box, call):
    """What is left out of a file whose function must still answer, in the process of the load and in a later one."""

    def of(source: str | dict[str, bytes], **more):
        files = {"word2vec.py": (source + HONEST).encode()} if isinstance(source, str) else source
        session = open_box(files, **{"limits": Limits(import_limit=0.5), **more})
        assert session.loaded.fault is None
        (first,) = session.ask([call("f")])
        session.close()  # as after a crash: the next call loads again
        (again,) = session.ask([call("f")])
        assert [list(answer.outputs[0]) for answer in (first, again)] == [[2.0, 4.0]] * 2
        assert session.printed.count("waiting") <= 1
        return session.loaded.left_out

    return of


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("os._exit(0)", "the process ended with exit code 0"),
        ("for x in range(3):\n    os._exit(70)", "the process ended with exit code 70"),
        ("while True: print('waiting') or time.sleep(60)", LATE),
        ("def wait(): time.sleep(60)\nwait()", LATE),
        (
            "while True:\n    try: time.sleep(9)\n    except BaseException: pass",
            "it did not end in time (a file has 0.5 s to load)",
        ),
        ("class E(Exception):\n    def __str__(self): os._exit(3)\nraise E", "the process ended with exit code 3"),
        ("@(lambda f: os._exit(4))\ndef g(): pass", "the process ended with exit code 4"),
        ("class A:\n    os._exit(5)", "the process ended with exit code 5"),
        ("(__import__('mine'), os._exit(6))", "the process ended with exit code 6"),
    ],
)
@pytest.mark.parametrize("level", ["none", "standard"])
def test_a_statement_that_ends_the_process_is_left_out(loaded, statement, reason):
    main = f"import os, time\n{statement}\n{HONEST}".encode()
    left_out = loaded({"word2vec.py": main, "mine.py": b"x = 1\ny = 2\n"})
    assert [(each.file, each.reason, each.position) for each in left_out] == [
        ("word2vec.py", reason, 1 + statement.startswith(("def", "class E")))
    ]


def test_a_slow_statement_is_no_hang(loaded):
    assert loaded("import time\ntime.sleep(1.5)", limits=Limits()) == ()


def test_three_that_end_it_and_others_that_fail(loaded):
    source = "import os\nos._exit(1)\n1 / 0\nwhile True: pass\nimport torch\nos._exit(2)\ntorch.x()"
    left_out = loaded(source, limits=Limits(import_limit=1.0))
    assert [(each.line, each.module or each.reason) for each in left_out] == [
        (2, "the process ended with exit code 1"),
        (3, "ZeroDivisionError: division by zero"),
        (4, "it did not end in time (a file has 1 s to load)"),
        (5, "torch"),
        (6, "the process ended with exit code 2"),
        (7, "word2vec.py line 5 imports torch, which is not available here"),
    ]


def test_helper_modules_lose_one_statement_too(loaded):
    files = {
        "word2vec.py": b"from mine import half\nimport mine\ndef f(x): return 4 * half(x)\n",
        "mine.py": b"import os\nos._exit(1)\ndef half(x): return x / 2\n",
    }
    (left,) = loaded(files)
    assert (left.file, left.line, left.position) == ("mine.py", 2, 1)


@pytest.mark.parametrize("statement", ["os._exit(1)", "while True: pass"])
def test_a_fourth_fails_the_file_within_the_time_of_one_load(open_box, statement):
    session = open_box("import os\n" + f"{statement}\n" * 4 + HONEST, limits=Limits(import_limit=0.5))
    fault = session.loaded.fault
    assert fault.kind in (FaultKind.CRASHED, FaultKind.TIMED_OUT)
    assert "; the process had ended at line" in fault.message  # a hang leaves little time, on a busy machine for one more only
    if fault.kind is FaultKind.CRASHED:
        why = "the process had ended at lines 2, 3 and 4, too, and at most 3 such statements are left out"
        assert (fault.line, fault.message.partition("; ")[2]) == (5, why)


def test_a_name_that_would_have_been_defined_is_an_error(open_box, call):
    source = "import os\nrate = os._exit(1)\ndef f(x): return rate * x\ng = (lambda: 1 / 0)()\nclass A:\n    def h(x): return x\n"
    session = open_box(source, wanted=("f", "g", "h", "k"))
    answers = session.ask([call(name) for name in "fghk"])
    exit_, zero = "the process ended with exit code 1", "ZeroDivisionError: division by zero"
    assert [(answer.fault.kind, answer.fault.message) for answer in answers] == [
        (FaultKind.RAISED, f"word2vec.py line 2 failed: {exit_}, so rate is not defined"),
        (FaultKind.RAISED, f"word2vec.py line 4 failed: {zero}, so g is not defined"),
        (FaultKind.MISSING, "h stands inside class A (line 5); it must stand at top level"),
        (FaultKind.MISSING, "there is no function k"),
    ]
    assert set(session.loaded.undefined) == {"g", "h"}


FAILING = r"""
assert f(3) == 7, 'my own test'
assert np.allclose(f(X), [1, 2]), f"expected {[1, 2]}"
raise ValueError("σ ≠ 1" * 200)
raise type("Odd", (BaseException,), {"__str__": lambda self: 1 / 0})
sys.exit("done")
exit_code = sys.exit(0)
raise KeyboardInterrupt("^C")
unfinished()
X = np.load("embeddings.npy")
X = open("data/stanfordSentimentTreebank/datasetSentences.txt").read()
W = np.zeros((10**7, 10**7))
L = [0] * 10**13
X = "x" * 10**14
int("twelve")
np.ones(3) @ np.ones(4)
np.ones((2, 3)).reshape(5)
{}["key"]
[].pop()
next(iter([]))
np.random.RandomState(-1)
np.array([1, 2, 3], dtype="no such type")
f()
f(1, 2, 3)
None.shape
X.T.T.nothing
1 / 0
math.sqrt(-1)
(lambda: (lambda: math.log(0))())()
eval("1 +")
exec("raise SystemExit")
json.loads("{")
np.linalg.inv(np.zeros((2, 2)))
sys.setrecursionlimit(-1)
(lambda g: g(g))(lambda g: g(g))
globals().nothing
del nowhere
from numpy import float_, no_such_name
import torch, tensorflow as tf
import matplotlib.pyplot as plt
plt.figure(figsize=(10, 8))
plt.rcParams["figure.figsize"] = (10, 8)
from sklearn.decomposition import TruncatedSVD
svd = TruncatedSVD(2)
torch.manual_seed(0)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
from utils.treebank import StanfordSentiment
dataset = StanfordSentiment()
tokens = dataset.tokens()
from .sgd import *
from .. import sgd
from google.colab import drive
drive.mount("/content/drive")
import pandas as pd, seaborn as sns
pd.DataFrame({"a": [1]}).to_csv("a.csv")
get_ipython().run_line_magic("matplotlib", "inline")
input("press Enter")
return f
yield 3
continue
nonlocal X
class Net(torch.nn.Module): pass
class Wrong(int, str): pass
class Twice(f, f): pass
@torch.no_grad()
@np.no_such_decorator
""".strip().splitlines()


@pytest.mark.parametrize("level", ["none", "standard"])
def test_each_of_many_statements_costs_itself_alone(open_box, call, level):
    """Sixty lines of one file, between definitions that all must be there afterwards."""
    lines = ["import json, math, sys", "import numpy as np", "X = np.ones(2)", "def f(x): return 2 * x"]
    expected = []
    for number, statement in enumerate(FAILING):
        expected.append(len(lines) + 1)
        below = "def decorated(): pass" if statement.startswith("@") else ""
        lines += [statement, below, f"def g{number}(x): return x + {number}"]
    session = open_box("\n".join(lines), wanted=("f",))
    answers = session.ask([call("f"), *(call(f"g{number}") for number in range(len(FAILING)))])
    assert session.loaded.fault is None
    assert [answer.fault for answer in answers if answer.fault] == []
    assert {left.line for left in session.loaded.left_out} <= set(expected)
    assert len(session.loaded.left_out) == 20  # more are not reported


# --- hostile --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "running",
    ["7", "[]", "['a', -1, 1]", "['a', 0, 0]", "['a', 0, 2**40]", "[1, 1, 1]", "['a', 1.5, 1]", "{'a': 1}", "['a', 1, 1, 1]"],
)
def test_a_forged_marker_that_cannot_be_is_malformed(open_box, running):
    session = open_box(f"{WRITE}\nwrite(frame({{'id': 1, 'running': {running}, 'arrays': []}}))\n{HONEST}")
    assert session.loaded.fault.kind is FaultKind.MALFORMED


def test_endless_markers_come_to_an_end(open_box):
    forged = "frame({'id': 1, 'running': ['word2vec.py', 1, 1], 'arrays': []})"
    session = open_box(f"{WRITE}\nraw = {forged}\nwhile True: write(raw)\n{HONEST}", limits=Limits(import_limit=1.0))
    assert session.loaded.fault is not None


@pytest.mark.parametrize("file", ["word2vec.py", "x" * 9000])
def test_a_forged_place_gains_nothing(open_box, file):
    """Whoever blames another statement is believed once; a frame of the first process means nothing in the second."""
    forged = f"frame({{'id': 1, 'running': [{file!r}, 9, 1], 'arrays': []}})"
    loaded = open_box(f"{WRITE}\n(write({forged}), os._exit(1))\n{HONEST}").loaded
    assert (loaded.fault.kind, loaded.left_out) == (FaultKind.MALFORMED, ())


def test_a_file_that_undoes_the_skip_fails(open_box):
    undo = "for each in gc.get_objects():\n    if type(each).__name__ == 'Statements': each._skipped = {}"
    session = open_box(f"import gc, os\n{undo}\nos._exit(1)\n{HONEST}")
    assert (session.loaded.fault.kind, session.loaded.left_out) == (FaultKind.CRASHED, ())


def test_what_a_forged_load_says_is_bounded(open_box):
    left_out = "[['word2vec.py', 1, 'r' * 900, str(k)] for k in range(30)]"
    undefined = "{'f': {'kind': 'raised', 'message': 'm' * 9000}, 'other': {'kind': 'raised'}}"
    forged = (
        f"frame({{'id': 1, 'names': [], 'untouched': [], 'left_out': {left_out}, 'undefined': {undefined}, "
        "'fault': None, 'arrays': []})"
    )
    loaded = open_box(f"{WRITE}\nwrite({forged})\n", wanted=("f", "g")).loaded
    assert loaded.fault is None
    assert len(loaded.left_out) <= 20
    assert {len(each.reason) for each in loaded.left_out} == {600}
    assert {name: len(fault.message) for name, fault in loaded.undefined.items()} == {"f": 600}


_PLACES = (
    "'f', 1, '', ''",
    "'word2vec.py', 0, '', ''",
    "'word2vec.py', 99, '', ''",
    "'word2vec.py', 1, 2, ''",
    "'word2vec.py', 1, ''",
)


@pytest.mark.parametrize("left_out", ["7", "[7]", *(f"[[{place}]]" for place in _PLACES)])
def test_a_forged_list_that_is_none_is_malformed(open_box, left_out):
    forged = f"frame({{'id': 1, 'names': [], 'untouched': [], 'left_out': {left_out}, 'fault': None, 'arrays': []}})"
    assert open_box(f"{WRITE}\nwrite({forged})\n").loaded.fault.kind is FaultKind.MALFORMED
