from __future__ import annotations

import warnings

import numpy as np
import pytest

FILE = "word2vec.py"


@pytest.fixture
def fault(boxed):
    """What is said of the exception that a submission's text raises."""

    def described(source: str, files: tuple[str, ...] = (FILE,)) -> dict:
        try:
            exec(compile(source, FILE, "exec", dont_inherit=True), {"np": np})
        except BaseException as error:  # noqa: BLE001
            return boxed("faults").describe(error, files)
        raise AssertionError

    return described


@pytest.mark.parametrize(
    ("source", "kind", "error", "message", "line"),
    [
        ("x = 1\n1 / 0", "raised", "ZeroDivisionError", "division by zero", 2),
        ("raise NotImplementedError", "missing", "NotImplementedError", "", 1),
        ("class E(NotImplementedError): pass\nraise E('later')", "missing", "E", "later", 2),
        ("raise SystemExit(3)", "raised", "SystemExit", "3", 1),
        ("raise KeyboardInterrupt", "raised", "KeyboardInterrupt", "", 1),
        ("class B(BaseException): pass\nraise B", "raised", "B", "", 2),
        ("raise KeyError('k')", "raised", "KeyError", "'k'", 1),
        ("def f():\n    return f()\nf()", "raised", "RecursionError", "maximum recursion depth exceeded", 2),
        ("def f(x):\n    return x\n\nf()", "raised", "TypeError", "f() missing 1 required positional argument: 'x'", 4),
        ("np.zeros(2) @ np.zeros(3)", "raised", "ValueError", "matmul", 1),
        ("raise ValueError('x' * 9999)", "raised", "ValueError", "x" * 600, 1),
        (
            "x = np.zeros(2)\nx[0] = [[]]",
            "raised",
            "ValueError",
            "setting an array element with a sequence. (float() argument",
            2,
        ),
        ("raise ValueError('a') from KeyError('b')", "raised", "ValueError", "a ('b')", 1),
        ("raise ValueError('\\ud800')", "raised", "ValueError", "\ud800", 1),
    ],
)
def test_type_text_and_line(fault, source, kind, error, message, line):
    told = fault(source)
    assert (told["kind"], told["error"], told["file"], told["line"]) == (kind, error, FILE, line)
    assert told["message"].startswith(message)
    assert len(told["message"]) <= 600


def test_the_deepest_line_of_the_submission_not_of_a_library(fault):
    told = fault("import json\ndef f():\n    json.loads('{')\nf()\n")
    assert (told["error"], told["line"]) == ("JSONDecodeError", 3)


def test_no_line_where_no_frame_is_the_submissions(fault):
    told = fault("1/0", files=("other.py",))
    assert (told["file"], told["line"]) == ("", None)


@pytest.mark.parametrize(
    ("source", "line"), [("x = 1\n\nx = = 2\n", 3), ("if True:\n  x = 1\n\tx = 2\n", 3), ("def f(:\n", 1), ("'abc", 1)]
)
def test_a_syntax_error_says_where_it_is(boxed, source, line):
    with pytest.raises(SyntaxError) as caught:
        compile(source, FILE, "exec")
    told = boxed("faults").describe(caught.value, (FILE,))
    assert (told["file"], told["line"]) == (FILE, line)


def test_a_syntax_error_of_something_else_is_where_it_was_asked_for(fault):
    told = fault("x = 1\neval('= 1')\n")
    assert (told["file"], told["line"]) == (FILE, 2)


def test_a_syntax_error_that_lies(fault):
    assert fault(f"e = SyntaxError('x')\ne.filename, e.lineno = {FILE!r}, 'many'\nraise e")["line"] is None
    assert fault("e = SyntaxError('x')\ne.filename = []\nraise e")["line"] == 3


@pytest.mark.parametrize(
    "body",
    ["raise SystemExit", "raise ValueError(self)", "return 7", "return self.__str__()"],
)
def test_a_text_that_cannot_be_had(fault, body):
    told = fault(f"class E(Exception):\n    def __str__(self):\n        {body}\nraise E")
    assert told["message"] == "(a E whose text cannot be read)"


def test_a_text_that_is_a_trap(fault):
    told = fault(
        "class S(str):\n    def __getitem__(self, key): raise SystemExit\n    def __str__(self): raise SystemExit\n"
        "class E(Exception):\n    def __str__(self): return S('innocent')\nraise E"
    )
    assert (type(told["message"]), told["message"]) == (str, "innocent")


def test_warnings_are_collected_once_and_are_no_errors(boxed):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with np.errstate(all="raise"), boxed("faults").collected() as warned:
            for _ in range(3):
                np.exp(np.array([1000.0]))
            np.log(np.array([0.0]))
            np.exp(np.array([-1000.0]))
    assert [text.partition(" encountered")[0] for text in warned.texts] == [
        "RuntimeWarning: overflow",
        "RuntimeWarning: divide by zero",
    ]


def test_warnings_are_few_and_short(boxed):
    with boxed("faults").collected() as warned:
        for number in range(10_000):
            warnings.warn(f"{number}" + "x" * 10_000, UserWarning, stacklevel=1)
    assert len(warned.texts) == 8
    assert max(map(len, warned.texts)) == 250


def test_every_call_collects_afresh(boxed):
    for _ in range(2):
        with boxed("faults").collected() as warned:
            warnings.warn("again", UserWarning, stacklevel=1)
        assert warned.texts == ["UserWarning: again"]


def test_the_outer_filters_are_as_they_were(boxed):
    before, show = list(warnings.filters), warnings.showwarning
    with boxed("faults").collected():
        warnings.simplefilter("ignore")
    assert list(warnings.filters) == before
    assert warnings.showwarning is show
