from __future__ import annotations

import ast
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.usefixtures("import_system")

FEW = ("numpy", "math", "importlib", "sys")


@pytest.fixture
def load(boxed):
    """Load `main` of some files; the submission and its namespace."""

    def loaded(files: dict[str, str] | str, helpers: dict[str, str] | None = None) -> tuple[Any, dict[str, Any]]:
        texts = {"main.py": files} if isinstance(files, str) else files
        submission = boxed("loading").Submission(
            {path: text.encode() for path, text in texts.items()},
            boxed("material").Material({**boxed("material").NOTHING, "helpers": helpers or {}, "modules": FEW}),
        )
        return submission, submission.load("main")

    return loaded


def left_out(submission) -> list[tuple[str, int, str]]:
    return [(each.file, each.line, each.module or each.reason) for each in submission.statements.left_out]


# --- what fails is left out -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("raise SystemExit", "SystemExit"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("raise SystemExit(None)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("raise StopIteration", "StopIteration"),
        ("raise NotImplementedError('later')", "NotImplementedError: later"),
        ("raise RecursionError", "RecursionError"),
        ("raise MemoryError", "MemoryError"),
        ("raise BaseExceptionGroup('g', [KeyboardInterrupt()])", "BaseExceptionGroup: g (1 sub-exception)"),
        ("assert 0.1 + 0.2 == 0.3, 'my own test'", "AssertionError: my own test"),
        ("assert False", "AssertionError"),
        ("unknown", "NameError: name 'unknown' is not defined"),
        ("math.nothing", "NameError: name 'math' is not defined"),
        ("open('no_such_file.npy')", "FileNotFoundError: [Errno 2] No such file or directory: 'no_such_file.npy'"),
        ("(lambda: after())()", "NameError: name 'after' is not defined"),
        ("[1][2]", "IndexError: list index out of range"),
        ("del unknown", "NameError: name 'unknown' is not defined"),
        ("return 3", "SyntaxError: 'return' outside function"),
        ("break", "SyntaxError: 'break' outside loop"),
        ("await 3", "SyntaxError: 'await' outside function"),
        ("if True:\n    1 / 0\n    x = 7", "ZeroDivisionError: division by zero (line 3)"),
        ("for x in range(3):\n    x / 0", "ZeroDivisionError: division by zero (line 3)"),
        ("with open('x'):\n    pass", "FileNotFoundError: [Errno 2] No such file or directory: 'x'"),
        ("try:\n    1 / 0\nfinally:\n    x = 3", "ZeroDivisionError: division by zero (line 3)"),
        ("class A:\n    x = 1 / 0", "ZeroDivisionError: division by zero (line 3)"),
        ("@unknown\ndef f(): pass", "NameError: name 'unknown' is not defined"),
        ("def f(x=1 / 0): pass", "ZeroDivisionError: division by zero"),
        ("def f():\n    nonlocal x", "SyntaxError: no binding for nonlocal 'x' found (line 3)"),
        ("class E(Exception):\n    __str__ = 3\nraise E", "E: (a E whose text cannot be read)"),
    ],
)
def test_one_statement_is_left_out_and_the_rest_counts(load, statement, reason):
    source = f"before = 1\n{statement}\nafter = lambda: before + 1\n"
    submission, namespace = load(source)
    line = 4 if statement.startswith("class E") else 2
    assert left_out(submission) == [("main.py", line, reason)]
    assert namespace["after"]() == 2


def test_the_place_in_a_function_that_was_called_is_said(load):
    submission, _ = load({"main.py": "from mine import g\ndef h():\n    g()\n\nh()\n", "mine.py": "def g():\n    1 / 0\n"})
    assert left_out(submission) == [("main.py", 5, "ZeroDivisionError: division by zero (mine.py line 2)")]


def test_a_module_is_what_it_always_was(load):
    source = (
        '"""Docs."""\nfrom __future__ import annotations\nimport sys\nx: Later = 1\n'
        'def f(y: Later): return sys._getframe().f_lineno\n"not the docs"\nname, file = __name__, __file__\n'
    )
    submission, namespace = load(source)
    assert left_out(submission) == []
    assert (namespace["__doc__"], namespace["name"]) == ("Docs.", "main")
    assert namespace["file"].endswith("/main.py")
    assert namespace["__annotations__"] == {"x": "Later"}
    assert namespace["f"].__annotations__ == {"y": "Later"}
    assert namespace["f"](1) == 5


def test_a_file_without_docs_has_none(load):
    assert load("x = 1\n'text'\n")[1]["__doc__"] is None


def test_helper_modules_lose_one_statement_too(load):
    files = {
        "main.py": "from mine import good\nimport mine\nfrom mine import bad, best\n"
        "def f(): return bad()\ndef g(): return mine.bad",
        "mine.py": "def good(): return 1\nbad = 1 / 0\ndef best(): return 3\n",
    }
    submission, namespace = load(files)
    assert left_out(submission) == [("mine.py", 2, "ZeroDivisionError: division by zero")]
    assert namespace["good"]() + namespace["best"]() == 4
    for name in "fg":
        with pytest.raises(Exception) as caught:  # noqa: PT011 - the text is what matters
            namespace[name]()
        told = submission.fault(caught.value)["message"]
        assert told == "mine.py line 2 failed: ZeroDivisionError: division by zero, so bad is not defined"


def test_a_helper_that_cannot_be_parsed_costs_its_import(load):
    submission, namespace = load({"main.py": "import mine\ndef f(): return mine.g()\ndef g(): return 2", "mine.py": "x = = 1\n"})
    assert left_out(submission) == [("main.py", 1, "SyntaxError: invalid syntax (mine.py, line 1)")]
    assert namespace["g"]() == 2


def test_what_follows_from_a_left_out_statement_names_it(load):
    source = "a = 1 / 0\nb = a + 1\nc = b\ndef f(): return c\ndef g(): return d\nif True:\n    import lost\n    e = lost.x()\n"
    submission, namespace = load(source)
    cause = "main.py line 1 failed: ZeroDivisionError: division by zero"
    assert left_out(submission)[1:3] == [
        ("main.py", 2, f"{cause}, so a is not defined"),
        ("main.py", 3, f"{cause}, so b is not defined"),
    ]
    told = {}
    for name in "fg":
        with pytest.raises(NameError) as caught:
            namespace[name]()
        told[name] = submission.fault(caught.value)
    assert told["f"]["message"] == f"{cause}, so c is not defined"
    assert (told["f"]["kind"], told["f"]["error"], told["f"]["line"]) == ("raised", "NameError", 4)
    assert told["g"]["message"] == "name 'd' is not defined"


def test_a_star_import_may_have_defined_it(load):
    submission, namespace = load("from lost import *\ndef f(): return softmax(1)\n")
    with pytest.raises(NameError) as caught:
        namespace["f"]()
    told = submission.fault(caught.value)["message"]
    assert told == "main.py line 1 imports lost, which is not available here, so softmax is not defined"


@pytest.mark.parametrize("attribute", ["name = property(lambda self: 1 / 0)", "name = 3", "def __str__(self): raise SystemExit"])
def test_errors_that_are_traps(load, attribute):
    source = f"class N(NameError):\n    {attribute}\ndef f(): raise N\nf()\n"
    submission, namespace = load(source)
    assert [line for _, line, _ in left_out(submission)] == [4]
    with pytest.raises(NameError) as caught:
        namespace["f"]()
    assert submission.fault(caught.value)["error"] == "N"


# --- what is not available ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "module", "names"),
    [
        ("import torch", "torch", ["torch"]),
        ("import torch.nn as nn", "torch", ["nn"]),
        ("import torch.nn.functional", "torch", ["torch"]),
        ("from torch import nn, optim as o", "torch", ["nn", "o"]),
        ("from torch.utils.data import DataLoader", "torch", ["DataLoader"]),
        ("torch = __import__('torch')", "torch", ["torch"]),
        ("if 1:\n    import torch\n    x = 1", "torch", ["torch"]),
        ("try:\n    import torch\nexcept ValueError:\n    pass", "torch", ["torch"]),
        ("class A:\n    import torch\ntorch = A.torch", "torch", ["torch"]),
        ("import math, torch, sys", "torch", ["torch"]),
        ("import numpy.lost as lost", "numpy.lost", ["lost"]),
        ("from numpy import lost", "numpy.lost", ["lost"]),
        ("from mine import lost", "mine.lost", ["lost"]),
        ("from mine.lost import lost", "mine.lost", ["lost"]),
        ("from .lost import lost", "lost", ["lost"]),
        ("from . import lost", "lost", ["lost"]),
        ("from .. import lost", "lost", ["lost"]),
        ("exec('import torch')", "torch", ["torch"]),
    ],
)
def test_an_import_that_would_leave_the_top_level_is_a_stand_in(load, boxed, statement, module, names):
    submission, namespace = load({"main.py": statement + "\nafter = 1\n", "mine.py": "x = 1\n"})
    assert [(file, what) for file, _, what in left_out(submission)] == [("main.py", module)]
    assert {type(namespace[name]).__name__ for name in names} == {"Absent"}
    with pytest.raises(ModuleNotFoundError, match=rf"main.py line \d imports {module}, which is not available here"):
        namespace[names[0]]()
    assert namespace["after"] == 1


@pytest.mark.parametrize(
    "statement",
    [
        "try:\n    import torch\nexcept ImportError:\n    torch = None",
        "try:\n    import torch\nexcept ModuleNotFoundError as error:\n    torch = None if error.name == 'torch' else 1",
        "try:\n    from mine import lost\nexcept ImportError:\n    torch = None",
        "import importlib.util\ntorch = importlib.util.find_spec('torch')",
        "import importlib\ntry:\n    importlib.import_module('torch')\nexcept ImportError:\n    torch = None",
        "def have(name):\n  try: __import__(name)\n  except ImportError: return None\ntorch = have('torch')",
        "import mine\ntorch = mine.torch",
    ],
)
def test_who_asks_is_told_as_everywhere(load, statement):
    mine = "try:\n    import torch\nexcept ImportError:\n    torch = None\n"
    submission, namespace = load({"main.py": statement, "mine.py": mine})
    assert left_out(submission) == []
    assert namespace["torch"] is None


def test_a_stand_in_is_for_the_statement_only(load):
    """Later statements, functions and other modules are told as everywhere."""
    files = {
        "main.py": "import torch\ntry:\n    import torch\n    again = 1\nexcept ImportError:\n    again = 0\nimport mine\n",
        "mine.py": "try:\n    import torch\nexcept ImportError:\n    torch = None\n",
    }
    submission, namespace = load(files)
    assert (namespace["again"], namespace["mine"].torch) == (0, None)
    assert len(left_out(submission)) == 1


def test_helper_modules_get_stand_ins_too(load):
    files = {"main.py": "from mine import f\n", "mine.py": "import torch\ndef f(x: torch.Tensor): return torch.exp(x)\n"}
    submission, namespace = load(files)
    assert left_out(submission) == [("mine.py", 1, "torch")]
    with pytest.raises(ModuleNotFoundError, match=r"mine.py line 1 imports torch, which is not available here"):
        namespace["f"](1)


def test_a_statement_that_computes_with_a_stand_in_is_left_out(load):
    submission, namespace = load("import matplotlib.pyplot as plt\nplt.rcParams['a'] = 1\nplt.plot([1])\nx = 3\n")
    reason = "main.py line 1 imports matplotlib, which is not available here"
    assert left_out(submission) == [("main.py", 1, "matplotlib"), ("main.py", 2, reason), ("main.py", 3, reason)]
    assert namespace["x"] == 3


def test_an_import_in_a_function_runs_it_once(load):
    submission, namespace = load("runs = []\ndef main():\n    runs.append(1)\n    import torch\nmain()\n")
    assert left_out(submission) == [("main.py", 5, "main.py line 4 imports torch, which is not available here")]
    assert namespace["runs"] == [1]


def test_what_is_there_stays_there(load):
    submission, namespace = load("import numpy.lost\nfrom numpy import exp, lost\nimport numpy.linalg.lost\n")
    assert namespace["numpy"].exp is namespace["exp"] is np.exp
    assert namespace["numpy"].linalg.norm is np.linalg.norm
    assert not hasattr(np, "lost")
    assert len(left_out(submission)) == 3


@pytest.mark.parametrize(
    "statement", ["from .mine import x", "from . import mine\nx = mine.x", "from .pack.inner import x", "from .pack import x"]
)
def test_a_relative_import_begins_at_the_top(load, statement):
    files = {"main.py": statement, "mine.py": "x = 5", "pack/__init__.py": "from .inner import x", "pack/inner.py": "x = 5"}
    submission, namespace = load(files)
    assert (namespace["x"], left_out(submission)) == (5, [])


# --- functions that stand elsewhere ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("class A:\n    def f(x): pass", "class A (line 1)"),
        ("class A:\n    class B:\n        @staticmethod\n        def f(x): pass", "class B (line 2)"),
        ("def main():\n    def f(x): pass", "function main (line 1)"),
        ("x = 1\nif __name__ == '__main__':\n    def f(x): pass", "the main guard (line 2)"),
        ("if False:\n    def f(x): pass", "the if statement (line 1)"),
        ("try:\n    1 / 0\n    def f(x): pass\nexcept: pass", "the try statement (line 1)"),
        ("for i in []:\n    def f(x): pass", "the for statement (line 1)"),
        ("match 1:\n    case 2:\n        def f(x): pass", "the match statement (line 1)"),
        ("try: pass\nexcept ValueError:\n    def f(x): pass", "the try statement (line 1)"),
    ],
)
def test_a_function_that_stands_elsewhere_is_found(boxed, source, place):
    assert boxed("statements").place_of("f", ast.parse(source)) == f"f stands inside {place}; it must stand at top level"


@pytest.mark.parametrize(
    "source", ["def f(): pass", "x = 1", "class f: pass", "class A:\n    f = 3", "x = " + "+".join("1" * 900)]
)
def test_a_function_that_stands_nowhere_is_not(boxed, source):
    assert boxed("statements").place_of("f", ast.parse(source)) == ""
