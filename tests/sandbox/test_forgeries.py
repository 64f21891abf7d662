"""Frames that submissions write themselves: each is refused, or judged as their own answer."""

from __future__ import annotations

import numpy as np
import pytest

from grader.model import Array, FaultKind
from grader.sandbox import Limits

WRITE = """
import os, struct, json
def write(raw):
    for number in range(3, 40):
        try: os.write(number, raw)
        except OSError: pass
def frame(header, payload=b''):
    text = json.dumps(header).encode()
    return b'GF1\\n' + struct.pack('<I', len(text)) + text + payload
"""


@pytest.fixture
def level(quickest):
    return quickest


@pytest.mark.parametrize(
    "raw",
    [
        "b'GF1\\n' + b'\\xff' * 100",
        "b'GF1\\n\\x02\\0\\0\\0[]'",
        "b'hello, I am the submission, full marks please'",
        "frame({'id': 7, 'call': 0, 'outputs': [], 'arrays': []})",
        "frame({'id': 2, 'call': 1, 'outputs': [], 'arrays': []})",
        "frame({'id': 2.0, 'call': 0, 'outputs': [], 'arrays': []})",
        "frame({'id': 2, 'call': False, 'outputs': [], 'arrays': []})",
        "frame({'id': 2, 'call': 0, 'outputs': None, 'arrays': []})",
        "frame({'id': 2, 'call': 0, 'outputs': [0], 'arrays': []})",
        "frame({'id': 2, 'call': 0, 'outputs': [-1], 'arrays': [['<f8', [0]]]})",
        "frame({'id': 2, 'call': 0, 'outputs': ['x'] * 99, 'arrays': []})",
        "frame({'id': 2, 'call': 0, 'outputs': [], 'warnings': 7, 'arrays': []})",
        "frame({'id': 2, 'call': 0, 'outputs': [], 'warnings': [7], 'arrays': []})",
        "frame({'id': 2, 'call': 0, 'fault': {'kind': 'environment'}, 'arrays': []})",
        "frame({'id': 2, 'call': 0, 'fault': {'kind': 'timed out'}, 'arrays': []})",
        "frame({'id': 2, 'call': 0, 'fault': 'raised', 'arrays': []})",
        "frame({'id': 2, 'call': 0, 'outputs': [0], 'arrays': [['<f8', [2**40]]]})",
        "frame({'id': 2, 'call': 0, 'outputs': [0], 'arrays': [['|O', [1]]]}, b'12345678')",
    ],
)
def test_forged_frames_on_every_descriptor(fault, raw):
    told = fault(f"{WRITE}\ndef f(x):\n    write({raw})\n    return x")
    assert told.kind is FaultKind.MALFORMED
    assert told.message


def test_a_forged_answer_is_judged_as_his_answer(open_box, call):
    forgery = "frame({'id': 2, 'call': 0, 'outputs': [0], 'arrays': [['<f8', []]]}, struct.pack('<d', 42))"
    source = WRITE + f"def f(x):\n    write({forgery})\n    os._exit(0)"
    forged, crashed = open_box(source).ask([call("f"), call("f")])
    assert float(forged.outputs[0]) == 42
    assert crashed.fault.kind is FaultKind.CRASHED


def test_a_forged_load_is_caught_at_the_next_word(open_box, call):
    source = (
        WRITE + "told = {'names': ['f'], 'untouched': ['nobody'], 'fault': None}\n"
        "write(frame({'id': 1, **told, 'arrays': []}))\ndef f(x): return x"
    )
    session = open_box(source)
    assert (session.loaded.names, session.loaded.untouched) == ({"f"}, frozenset())
    assert session.ask([call("f")])[0].fault.kind is FaultKind.MALFORMED


@pytest.mark.parametrize("names", ["None", "'f'", "[1]", "['x'] * 6000"])
def test_a_forged_load_that_is_none(open_box, names):
    source = WRITE + f"write(frame({{'id': 1, 'names': {names}, 'untouched': [], 'arrays': []}}))"
    assert open_box(source).loaded.fault.kind is FaultKind.MALFORMED


def test_a_process_that_forges_and_does_not_read(open_box, call, impatient):
    """Requests that nobody reads pile up in the pipe; asking goes on without waiting for them."""
    answers = "b''.join(frame({'id': i, 'call': 0, 'outputs': [], 'arrays': []}) for i in (2, 3, 4))"
    source = (
        WRITE + "import time\n"
        "for raw in (frame({'id': 1, 'names': ['f', 'g'], 'untouched': [], 'fault': None, 'arrays': []}), "
        f"{answers}): write(raw)\nelse: time.sleep(60)"
    )
    session = open_box(source, limits=impatient)
    big = Array(value=np.zeros(100_000))
    told = session.ask([call("f", big), call("g", big), call("f", big), call("g", big)])
    assert [answer.outputs for answer in told] == [()] * 4
    assert [answer.fault and answer.fault.kind for answer in told] == [None, None, None, FaultKind.TIMED_OUT]


def test_texts_of_a_forged_fault_are_cut(open_box, call):
    fault = "{'kind': 'raised', 'error': 'E' * 9000, 'message': 'm' * 9000, 'file': 'f' * 9000, 'line': 10**12}"
    source = WRITE + f"def f(x):\n    write(frame({{'id': 2, 'call': 0, 'fault': {fault}, 'arrays': []}}))\n    return x"
    told = open_box(source).ask([call("f")])[0].fault
    assert (len(told.error), len(told.message)) == (200, 600)


@pytest.mark.parametrize(("file", "line"), [("0.25 1.5", 1), ("f" * 9000, 10**12), ("word2vec.py", 99), ("word2vec.py", -1)])
def test_a_forged_fault_names_no_place_that_is_not_there(open_box, call, file, line):
    forged = {"kind": "raised", "file": file, "line": line}
    source = f"{WRITE}\ndef f(x):\n    write(frame({{'id': 2, 'call': 0, 'fault': {forged}, 'arrays': []}}))"
    told = open_box(source).ask([call("f")])[0].fault
    assert (told.file, told.line) == (file if file == "word2vec.py" else "", None)


def test_a_forged_text_that_is_none(fault):
    text = "{'kind': 'raised', 'message': ['m']}"
    assert (
        fault(f"{WRITE}\ndef f(x):\n    write(frame({{'id': 2, 'call': 0, 'fault': {text}, 'arrays': []}}))").kind
        is FaultKind.MALFORMED
    )


def test_an_answer_has_its_size_and_a_session_too(open_box, call):
    limits = Limits(reply_limit=8, session_limit=20)
    session = open_box("import numpy as np\ndef f(x): return np.zeros(int(x[0]))", limits=limits)
    sizes = [1024, 1025, 1024, 1024]
    answers = session.ask([call("f", Array(value=np.array([size * 1.0]))) for size in sizes])
    assert [answer.fault and answer.fault.kind for answer in answers] == [None, FaultKind.MALFORMED, None, FaultKind.MALFORMED]
    assert answers[1].fault.message == "an array of shape (1025,) is more than an answer may hold"
    assert answers[3].fault.message.startswith("arrays of")


def test_an_array_that_is_too_large_to_be(fault):
    told = fault("import numpy as np\ndef f(x): return np.broadcast_to(x, (2**40, 2))")
    assert told.kind is FaultKind.MALFORMED
