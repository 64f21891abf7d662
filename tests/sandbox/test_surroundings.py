"""The surroundings of a submission: modules, helpers, the environment, a place to print to."""

from __future__ import annotations

import numpy as np
import pytest

from grader.model import Array, FaultKind, HelperModule, Word

X = Array(value=np.array([1.0, 2.0]))


def test_the_offered_modules_and_no_others(open_box, call):
    source = """
    import importlib
    import numpy as np
    def f(name):
        importlib.import_module(name)
        return 1.0
    """
    session = open_box(source)
    there = [
        "numpy.linalg",
        "numpy.random",
        "numpy.fft",
        "numpy.polynomial",
        "numpy.testing",
        "numpy.ma",
        "math",
        "statistics",
        "typing",
    ]
    gone = ["grader", "reference", "grader.sandbox", "sympy", "rich", "pytest", "main", "serve", "wire"]
    answers = session.ask([call("f", Word(value=name)) for name in there + gone])
    assert [answer.fault for answer in answers[: len(there)]] == [None] * len(there)
    assert [answer.fault.error for answer in answers[len(there) :]] == ["ModuleNotFoundError"] * len(gone)


def test_numpy_is_used_from_where_it_lies(ask):
    source = """
    import numpy as np
    def f(x):
        line = np.polyfit([0, 1], x, 1)
        return np.linalg.norm(x), np.random.default_rng(1).random(), np.fft.fft(x).real, line, np.ma.array(x).sum()
    """
    answer = ask(source, X, outputs=5)
    assert answer.fault is None
    assert float(answer.outputs[4]) == 3.0


def test_nothing_of_the_caller_is_in_the_environment(ask, monkeypatch):
    monkeypatch.setenv("GRADER_TOKEN", "secret")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    source = """
    import os, sys
    def f(x): return len([k for k in os.environ if 'TOKEN' in k or k == 'PYTHONPATH']), '/somewhere' in sys.path
    """
    assert [int(output) for output in ask(source, X, outputs=2).outputs] == [0, 0]


def test_helpers_and_own_packages(ask):
    files = {
        "word2vec.py": b"from utils.utils import double\nfrom utils.mine import half\nfrom a2.utils.utils import double as d\n"
        b"def f(x): return half(double(d(x)))",
        "utils/mine.py": b"def half(x): return x / 2",
    }
    helper = HelperModule(name="utils.utils", source="def double(x): return 2 * x")
    assert list(ask(files, X, helpers=(helper,)).outputs[0]) == [2.0, 4.0]


@pytest.mark.parametrize(
    "source",
    [
        b"\xef\xbb\xbfdef f(x):\r\n\treturn x # \xc3\xa9\r\n",
        b"# -*- coding: latin-1 -*-\n# d\xe9j\xe0 vu\ndef f(x): return x\n",
        "# 你好\ndef f(x): return x".encode(),
        b"'''\\d'''\ndef f(x):\n    return x if x is not 1 else x\n",
    ],
)
def test_text_in_every_dress(ask, source):
    assert list(ask({"word2vec.py": source}).outputs[0]) == [1.0, 2.0]


def test_a_stand_in_and_untouched_starters(open_box, call):
    source = """
    def sigmoid(x): return 1 / 0
    def f(x): return sigmoid(x)
    def g(x):
        '''Another docstring.'''
        # YOUR CODE HERE
        raise NotImplementedError
    """
    starters = {"g": "def g(x):\n    raise NotImplementedError", "f": "def f(x):\n    raise NotImplementedError"}
    session = open_box(source, stand_ins={"sigmoid": "def sigmoid(x): return x * 0 + 7"}, starters=starters)
    assert session.loaded.names == {"sigmoid", "f", "g"}
    assert session.loaded.untouched == {"g"}
    done, missing = session.ask([call("f"), call("g")])
    assert list(done.outputs[0]) == [7.0, 7.0]
    assert missing.fault.kind is FaultKind.MISSING


def test_what_is_printed_is_kept_from_the_protocol(open_box, call):
    source = """
    import os, sys
    print('at import')
    def f(x):
        print('caf\\u00e9')
        print('to stderr', file=sys.stderr)
        os.write(1, b'raw \\xff\\n')
        sys.__stdout__.write('unflushed')
        return x
    """
    session = open_box(source)
    assert session.printed == "at import\n"
    assert session.ask([call("f")])[0].fault is None
    expected = {"at import", "café", "to stderr", "raw \ufffd", "unflushed"}
    assert set(session.printed.splitlines()) == expected
    session.close()
    assert set(session.printed.splitlines()) == expected
