"""What a reference may not use beside its arguments: state, random numbers, its surroundings. And what it may."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.model import Function
from grader.symbolic import Array, Derivation, Sort, code_of, equation, scalar, total, trace, world

ENTRIES = Sort("n", "i")
x, a = Array("x", ENTRIES), scalar("a")
SUM = a * total(ENTRIES, lambda i: x[i])
DERIVATION = Derivation(
    function="f", symbols={"x": x, "a": a}, claims=(equation("p", SUM, SUM, output="value"),), worlds=(world(n=2), world(n=3))
)
PLAIN = "def f(x, a):\n    return a * np.sum(x)\n"


@pytest.fixture(name="detail")
def _detail(tmp_path: Path) -> Iterator[Any]:
    """The detail of the trace of a file's function `f`."""

    def of(text: str) -> str:
        path = tmp_path / "kept_state.py"
        path.write_text(f"import numpy as np\n{text}", encoding="utf-8")
        spec = importlib.util.spec_from_file_location("kept_state", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["kept_state"] = module
        spec.loader.exec_module(module)
        return trace(Function(name="f", reference=module.f, outputs=("value",)), DERIVATION)["p"].detail

    yield of
    sys.modules.pop("kept_state", None)


COUNTED = "\ndef f(x, a):\n    {}\n    return a * np.sum(x)\n"
STATE = {
    "a global": "N = 0" + COUNTED.format("global N; N += 1"),
    "a list": "SEEN = []" + COUNTED.format("SEEN.append(1)"),
    "slots": "class C:\n    __slots__ = ('n',)\nc = C()\nc.n = 0" + COUNTED.format("c.n += 1"),
    "a module's attribute": "np.my_calls = 0" + COUNTED.format("np.my_calls += 1"),
    "a context variable": "from contextvars import ContextVar\nV = ContextVar('V', default=0)"
    + COUNTED.format("V.set(V.get() + 1)"),
    "an attribute of a class": "class C:\n    n = 0\n    def up(self): C.n += 1" + COUNTED.format("C().up()"),
}


@pytest.mark.parametrize("text", STATE.values(), ids=STATE)
def test_state_is_seen_wherever_it_is_kept(detail: Any, text: str) -> None:
    np.my_calls = 0  # type: ignore[attr-defined]  # the name must exist before the first state is taken
    found = detail(text)
    del np.my_calls  # type: ignore[attr-defined]
    assert "kept_state.py line " in found
    assert "changes when the function runs; compute everything from the inputs, in local variables" in found


SURROUNDINGS = {
    "hash": COUNTED.format("hash('a')"),
    "the stack": "import sys" + COUNTED.format("sys._getframe(1)"),
    "a traceback": "import traceback" + COUNTED.format("traceback.extract_stack()"),
    "an alias": "import time as t" + COUNTED.format("t.time()"),
    "a name": "from platform import system" + COUNTED.format("system()"),
    "files": "from pathlib import Path" + COUNTED.format("Path('x').exists()"),
    "a method": "import time\nclass C:\n    def now(self): return time.time()" + COUNTED.format("C().now()"),
    "a static method": "import os\nclass C:\n    @staticmethod\n    def home(): return os.getcwd()" + COUNTED.format("C.home()"),
    "an import inside": COUNTED.format("import importlib; importlib.import_module('time').time()"),
}


@pytest.mark.parametrize("text", SURROUNDINGS.values(), ids=SURROUNDINGS)
def test_surroundings_are_seen(detail: Any, text: str) -> None:
    found = detail(text)
    assert "kept_state.py line " in found
    assert "gives what depends on more than its arguments" in found


RANDOM = {
    "a generator": "RNG = np.random.default_rng(0)\ndef f(x, a):\n    return a * np.sum(x + 0 * RNG.normal(size=len(x)))\n",
    "a method of one": "draw = np.random.default_rng(0).normal\ndef f(x, a):\n    return a * np.sum(x + 0 * draw(size=len(x)))\n",
    "one in a dict": "D = {'r': np.random.RandomState(0)}\ndef f(x, a):\n"
    "    return a * np.sum(x + 0 * D['r'].normal(size=len(x)))\n",
    "a function that makes one": "from numpy.random import default_rng\ndef f(x, a):\n"
    "    return a * np.sum(default_rng(0).normal(size=9))\n",
    "an alias of the module": "import numpy.random as r\ndef f(x, a):\n    return a * np.sum(x + 0 * r.normal(size=len(x)))\n",
    "an import inside": "def f(x, a):\n    from numpy.random import normal\n    return a * np.sum(x + 0 * normal(size=len(x)))\n",
}


@pytest.mark.parametrize("text", RANDOM.values(), ids=RANDOM)
def test_generators_are_refused_before_they_write_numbers_into_symbols(detail: Any, text: str) -> None:
    """Compiled code that writes into an array of symbols ends the process."""
    assert "draws random numbers; pass what is drawn as an input" in detail(text)


FINE = {
    "plain": PLAIN,
    "the largest number": "import sys\ndef f(x, a):\n    assert len(x) < sys.maxsize\n"
    "    return a * np.sum(x) + 0 * sys.float_info.epsilon\n",
    "an object for each call": "class C:\n    def __init__(self, x): self.kept = {'x': x}\n"
    "    def sum(self): return np.sum(self.kept['x'])\n"
    "def f(x, a):\n    return a * C(x).sum()\n",
    "a dataclass": "from dataclasses import dataclass\n@dataclass(frozen=True, slots=True)\nclass Settings:\n"
    "    factor: int = 1\n"
    "S = Settings()\ndef f(x, a):\n    return S.factor * a * np.sum(x)\n",
    "an enumeration": "from enum import Enum\nclass Axis(Enum):\n    FIRST = 0\ndef f(x, a):\n"
    "    return a * np.sum(x, axis=Axis.FIRST.value)\n",
    "a fraction": "from fractions import Fraction\nONE = Fraction(1, 1)\ndef f(x, a):\n    return float(ONE) * a * np.sum(x)\n",
    "partial": "from functools import partial, reduce\nadd = partial(np.sum, axis=0)\ndef f(x, a):\n    return a * add(x)\n",
    "itself": "def f(x, a):\n    return a * (x[0] + (f(x[1:], 1) if len(x) > 1 else 0))\n",
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_what_has_no_state_is_fine(detail: Any, text: str) -> None:
    assert detail(text) == ""


@pytest.mark.parametrize("line", ["a.is_integer()", "a.hex()", "a.as_integer_ratio()", "x[0].is_integer()"])
def test_what_only_floats_have_is_refused_also_where_it_is_caught(detail: Any, line: str) -> None:
    text = f"def f(x, a):\n    try:\n        {line}\n    except AttributeError:\n        pass\n    return a * np.sum(x)\n"
    assert "there is no rule for this on symbols" in detail(text)


def test_an_output_of_another_shape_is_told_by_its_shape(detail: Any) -> None:
    assert "value has shape (1,), but the claims describe a number" in detail(
        "def f(x, a):\n    return np.array([a * np.sum(x)])\n"
    )


def test_the_code_of_a_function_is_that_of_its_helpers_too() -> None:
    numbers = {n for code in code_of(_uses_helper) for n in code.co_consts if type(n) is int}
    assert {41, 42, 43} <= numbers


def _helper(n: int) -> Any:
    return [n < 41 for _ in range(42)]


def _uses_helper(n: int) -> Any:
    return [_helper(m) for m in range(n) if m != 43]
