from __future__ import annotations

import random
import sys
from typing import Any

import numpy as np
import pytest

from grader.model import WATCHED_CALLS, Array, Call, HelperModule, Index, Number, OwnFunction
from grader.sandbox import Limits, Load, requests, wire

pytestmark = pytest.mark.usefixtures("import_system")

ROOMY = Limits(reply_limit=8)


def taken(raw: bytes):
    """A frame of bytes, as the judge reads it."""
    position = 0

    def take(count: int) -> bytes:
        nonlocal position
        position += count
        return raw[position - count : position]

    return take


@pytest.fixture
def serving(boxed, monkeypatch):
    """A server of the box in this process, which is not limited."""
    monkeypatch.setattr(boxed("inside_limits"), "resource", None)
    for name in ("array", "asarray", "ascontiguousarray", "asfortranarray"):
        monkeypatch.setattr(np, name, getattr(np, name))  # a server replaces them; undone after the test

    def made(source: str, **load: Any):
        whole = Load(module="main", files={"main.py": source.encode()}, **load)
        frames = requests.load_frame(1, whole, ROOMY), requests.material_frame(whole)
        order, material = (wire.json.loads(frame[8 : 8 + int.from_bytes(frame[4:8], "little")]) for frame in frames)
        return boxed("serve").Server(order, whole.files, boxed("material").Material(material))

    return made


@pytest.fixture
def answers(serving):
    """Load a text and ask it; the answers' frames."""

    def asked(source: str, *calls: Call, **load: Any) -> list[wire.Frame]:
        server = serving(source, **load)
        assert server.load()["fault"] is None
        request = wire.read(taken(requests.calls_frame(7, tuple(calls))), most_bytes=10**6)
        return [wire.read(taken(raw), most_bytes=10**6) for raw in server.answers(request.header, request.arrays)]

    return asked


def f(*arguments, outputs=1):
    return Call(function="f", arguments=tuple(arguments), outputs=outputs)


X = Array(value=np.array([1.0, 2.0]))


def test_each_call_has_its_frame(answers):
    frames = answers(
        "def f(x, k): return (x * k).sum(), x * k", f(X, Number(value=2.0), outputs=2), f(X, Index(value=3), outputs=2)
    )
    assert [frame.header for frame in frames] == [{"id": 7, "call": 0}, {"id": 7, "call": 1}]
    assert [[list(np.atleast_1d(each)) for each in frame.outputs] for frame in frames] == [
        [[6.0], [2.0, 4.0]],
        [[9.0], [3.0, 6.0]],
    ]


def test_numbers_and_names_keep_their_places(answers):
    (frame,) = answers("def f(x): return None, x, 'text', 1.0", f(X, outputs=4))
    assert [each if isinstance(each, str) else each.tolist() for each in frame.outputs] == ["NoneType", [1.0, 2.0], "str", 1.0]


def test_a_longer_frame_says_the_same(answers):
    (frame,) = answers("def f(x):\n    x[0] = 7\n    return None, x, 'text', 1.0", f(X, outputs=4))
    assert (frame.header["outputs"], frame.header["changed"]) == (["NoneType", 0, "str", 1], True)
    assert [each.tolist() for each in frame.arrays] == [[7.0, 2.0], 1.0]


def test_what_a_call_did_besides(answers):
    frames = answers("import numpy as np\ndef f(x):\n    x[0] = np.log(x[0] - 1)\n    return 0.0", f(X), f(X))
    assert [frame.header["changed"] for frame in frames] == [True, True]
    assert [frame.header["warnings"] for frame in frames] == [["RuntimeWarning: divide by zero encountered in log"]] * 2


@pytest.mark.parametrize(
    ("source", "kind", "error"),
    [
        ("", "missing", None),
        ("f = 7", "missing", None),
        ("def f(x): raise NotImplementedError", "missing", "NotImplementedError"),
        ("def f(x): raise SystemExit", "raised", "SystemExit"),
        ("def f(): return 1", "raised", "TypeError"),
        ("import numpy as np\ndef f(x): return np.zeros(1025)", "malformed", None),
        ("import numpy as np\ndef f(x): return np.broadcast_to(x, (2**40, 2))", "malformed", None),
    ],
)
def test_why_there_is_no_value(answers, source, kind, error):
    (frame,) = answers(source, f(X))
    fault = frame.header["fault"]
    assert (fault["kind"], fault.get("error")) == (kind, error)
    assert "outputs" not in frame.header


def test_outputs_share_the_room_of_one_reply(answers):
    (frame,) = answers("import numpy as np\ndef f(x): return np.zeros(600), np.zeros(600)", f(X, outputs=2))
    assert frame.header["fault"]["kind"] == "malformed"


def test_what_a_load_tells(serving):
    starters = {"g": "def g(): raise NotImplementedError", "h": "def h(): pass"}
    source = (
        "from math import exp\nx = 1\nglobals()[3] = print\ndef g(): raise NotImplementedError\ndef h(): return 1\nclass C: pass"
    )
    told = serving(source, starters=starters).load()
    assert told["fault"] is None
    assert set(told["names"]) == {"exp", "g", "h", "C"}
    assert told["untouched"] == ["g"]


@pytest.mark.parametrize(("factor", "size"), [(1000.0, 1e-2), (1.0, 1e-5), (None, 1e-5)])
def test_steps_are_scaled_in_the_first_calls_of_each_function(answers, factor, size):
    source = "import numpy as np\ndef f(x): return np.array(x) + 1e-5"
    frames = answers(source, *[f(X)] * (WATCHED_CALLS + 2), step_factor=factor)
    moved = [float((frame.arrays[0] - X.value)[0]) for frame in frames]
    assert np.allclose(moved, [size] * WATCHED_CALLS + [1e-5] * 2)


def test_a_function_that_is_not_to_be_watched_takes_its_own_steps(answers):
    source = "import numpy as np\ndef f(x): return np.array(x) + 1e-5\ndef g(x): return f(x)"
    (alone,) = answers(source, f(X), step_factor=1000.0, unwatched=("f",))
    (other,) = answers(source, f(X), step_factor=1000.0, unwatched=("g",))
    assert np.allclose([float((frame.arrays[0] - X.value)[0]) for frame in (alone, other)], [1e-5, 1e-2])


def test_what_watches_is_in_every_process(answers):
    """A process is not to know by it what it is for."""
    source = (
        "import numpy as np\ndef f(x): return type(x) == np.ndarray, type(x[0]) == np.float64, hasattr(np.array, '__wrapped__')"
    )
    for factor in (None, 1.5):
        assert [int(array) for array in answers(source, f(X, outputs=3), step_factor=factor)[0].arrays] == [1, 1, 1]


@pytest.mark.parametrize(("stand_ins", "returned"), [({}, [2.0, 3.0]), ({"g": "def g(x): return x * 0"}, [0.0, 0.0])])
def test_an_own_function_is_handed_over(answers, stand_ins, returned):
    source = "def f(x, g): return g(x)\ndef g(x): return x + 1"
    (frame,) = answers(source, f(X, OwnFunction(name="g")), stand_ins=stand_ins)
    assert list(frame.arrays[0]) == returned


def test_an_own_function_that_is_not_there_is_missing(answers):
    (frame,) = answers("def f(x, g): return g(x)", f(X, OwnFunction(name="k")))
    assert frame.header["fault"] == {"kind": "missing", "message": "there is no function k"}


@pytest.mark.parametrize(
    ("source", "message", "excerpt"),
    [
        ("x = 1\nif x:\n    y = = 2\n", "invalid syntax", ["y = = 2", "    ^"]),
        ("x = (1\n", "'(' was never closed", ["x = (1", "    ^"]),
        ("x = 'abc\n", "unterminated string literal (detected at line 1)", ["x = 'abc", "    ^"]),
        ("f(x for x in y, 1)\n", "Generator expression must be parenthesized", ["f(x for x in y, 1)", "  ^^^^^^^^^^^^"]),
        ("x = 1 +" + " 1 +" * 50 + " = 2\n", "invalid syntax", [" 1 +" * 17 + " = 2", " " * 69 + "^"]),
        ("x = [" + "1, " * 50 + "\n", "'[' was never closed", ["x = [" + "1, " * 22 + "1", "    ^"]),
        ("%matplotlib inline\n", "%matplotlib inline is a command of IPython, not Python; remove this line", None),
        ("!pip install numpy\n", "!pip install numpy is a command of IPython, not Python; remove this line", None),
        ("np.exp?\n", "np.exp? is a command of IPython, not Python; remove this line", None),
    ],
)
def test_a_file_that_cannot_be_parsed(serving, source, message, excerpt):
    told = serving(source).load()
    assert told["names"] == []
    assert (told["fault"]["kind"], told["fault"]["error"]) == ("raised", "SyntaxError")
    assert told["fault"]["message"].startswith(message)
    assert excerpt is None or told["fault"]["excerpt"] == excerpt


def test_what_is_skipped_is_not_run_and_the_rest_is_told(serving):
    running: list[tuple[str, int, int]] = []
    server = serving("import os\nos._exit(1)\ny = 1 / 0\nx = 1\ndef f(): return y\n", wanted=("f", "y", "z"))
    server._submission.statements._skipped = {("main.py", 1): "it ended"}
    told = server.load(lambda *place: running.append(place))
    assert running == [("main.py", 2, 3)]  # what only defines or is skipped takes no time
    assert told["left_out"] == [["main.py", 2, "it ended", ""], ["main.py", 3, "ZeroDivisionError: division by zero", ""]]
    assert told["undefined"]["y"]["message"] == "main.py line 3 failed: ZeroDivisionError: division by zero, so y is not defined"
    assert "z" not in told["undefined"]


def test_a_reply_has_room_for_whatever_fails(serving):
    source = "".join(f"raise ValueError('\\ud800' * 250, {number})\n" for number in range(500))
    source += "".join(f"def imported_{number}_{'x' * 80}(): pass\n" for number in range(1000))
    told = serving(source).load()
    assert 3 < len(told["left_out"]) < 500
    assert len(wire.encode(told)) < wire.MOST_HEADER


def test_a_thousand_names_are_cut_from_the_imports(serving):
    source = "".join(f"def imported_{number}_{'x' * 80}(): pass\n" for number in range(1000)) + "def own(): pass\n"
    told = serving("def f(): pass\n" + source, wanted=("f",)).load()
    assert {"f", "own"} <= set(told["names"])
    assert 300 < len(told["names"]) < 1000
    assert len(wire.encode(told)) < wire.MOST_HEADER


def test_a_stand_in_takes_the_place_of_a_function(answers):
    source = "import numpy as np\ndef s(x): return 1 / 0\ndef f(x): return s(x)"
    (frame,) = answers(source, f(X), stand_ins={"s": "import numpy as np\ndef s(x):\n    return np.exp(x) * 0 + 5"})
    assert list(frame.arrays[0]) == [5.0, 5.0]


def test_a_stand_in_that_is_missing_stands_in(serving):
    assert "s" in serving("", stand_ins={"s": "def s(x): return x"}).load()["names"]


def test_a_broken_stand_in_is_not_the_students_fault(serving):
    with pytest.raises(KeyError):
        serving("", stand_ins={"s": "t = 1"})


def test_random_numbers_are_the_same_in_every_call(answers):
    source = "import random, numpy as np\nfirst = random.random()\ndef f(x): return random.random(), np.random.rand(), first"
    one, two = answers(source, f(X, outputs=3), f(X, outputs=3), seed=5)
    assert [float(a) for a in one.arrays] == [float(a) for a in two.arrays]
    assert float(one.arrays[0]) == float(one.arrays[2]) == random.Random(5).random()
    assert float(one.arrays[1]) == np.random.RandomState(5).rand()


def test_helpers_may_draw_too(answers):
    """A helper whose text draws is seeded before every call, once it is loaded."""
    helper = HelperModule(name="utils.draws", source="import random\ndraw = random.random")
    source = "from utils.draws import draw\ndef f(x): return draw()"
    one, two = answers(source, f(X), f(X), helpers=(helper,), seed=5)
    assert float(one.arrays[0]) == float(two.arrays[0]) == random.Random(5).random()


def test_what_draws_in_disguise_draws_the_same_in_every_run(answers):
    source = "import numpy as np\ndraw = getattr(np, 'ran' + 'dom').rand\ndef f(x): return draw()"
    runs = [[float(frame.arrays[0]) for frame in answers(source, f(X), f(X))] for _ in range(2)]
    assert runs[0] == runs[1]


def test_output_that_was_closed_is_no_fault(serving, monkeypatch, tmp_path):
    with (tmp_path / "out").open("w") as closed:
        monkeypatch.setattr(sys, "stdout", closed)
        server = serving("import sys\nsys.stdout.close()")
    assert server.load()["fault"] is None
