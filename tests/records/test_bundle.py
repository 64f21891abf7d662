"""The replay bundle: numbers that come back exactly, the files that ran, and text that a person can read.

`test_stored_files.py` holds every key of it.
"""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.model import Answer, Case, CaseRecord, Submission, Transcript, Unfit
from grader.records import bundle_to_json, transcript_to_json
from tests.report import samples


def text_of(*outputs, expected=("g",), files=None) -> str:
    """The bundle of one submission with one case, which was answered with these outputs."""
    case = CaseRecord(
        case=Case(function="naive", group="naive", inputs={}, why="a reason", number=7),
        call=None,
        answers={"ordinary": Answer(outputs=outputs)},
        expected={name: np.array([1.0, 2.0]) for name in expected},
        verdicts={},
        pieces=(),
    )
    submission = Submission(id="alice", files=files or {"w.py": b"x = 1\n"})
    transcript = Transcript(submission=submission, result=samples.ALICE, cases=(case,))
    return "".join(bundle_to_json(samples.report(samples.ALICE), [transcript_to_json(transcript)]))


def test_of_an_array_that_is_not_kept_whole_a_sample_is_stored():
    unfit = Unfit(dtype="float64", shape=(9, 9), finite=True, sample=(1.0, 0.5))
    (case,) = stored(unfit)["cases"]
    written = {"dtype": "float64", "shape": [9, 9], "finite": True, "sample": [1.0, 0.5]}
    assert case["returned"]["ordinary"]["outputs"] == {"g": written}


def stored(*outputs, **changes) -> dict:
    return json.loads(text_of(*outputs, **changes))["submissions"][0]


def outputs_of(submission: dict) -> dict:
    return submission["cases"][0]["returned"]["ordinary"]["outputs"]


def array(stored) -> np.ndarray:
    """A stored array, restored as the documentation says."""

    def number(value):
        return [*map(number, value)] if isinstance(value, list) else float(value) if isinstance(value, str) else value

    return np.array(number(stored["values"]), dtype=stored["dtype"]).reshape(stored["shape"])


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"x = 1\r\n\ty\n", "text"),
        (b"x = '\x1b'\n", "base64"),
        (b"\x00", "base64"),
        (b"caf\xe9", "base64"),
        (b"\xc2\x9b", "base64"),
    ],
)
def test_a_file_that_a_terminal_would_obey_is_kept_in_base64(data, kind):
    (file,) = json.loads(text_of(files={"w.py": data}))["submissions"][0]["files"].values()
    assert list(file) == [kind]
    assert (file["text"].encode() if kind == "text" else base64.b64decode(file["base64"])) == data


@given(
    value=arrays.arrays(
        st.sampled_from([np.dtype(d) for d in ("<f8", "<f4", "<i8", "|b1")]),
        arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
    )
)
def test_numbers_come_back_exactly(value):
    back = array(outputs_of(stored(value))["g"])

    assert (back.dtype, back.shape) == (value.dtype, value.shape)
    assert np.array_equal(back, value, equal_nan=value.dtype.kind == "f")
    assert np.array_equal(np.signbit(back), np.signbit(value)) if value.dtype.kind == "f" and not np.isnan(value).any() else True


@pytest.mark.parametrize(("value", "name"), [(np.nan, "nan"), (np.inf, "inf"), (-np.inf, "-inf")])
def test_what_is_not_finite_is_a_string(value, name):
    outputs = outputs_of(stored(np.array([1.0, value]), np.array(value), expected=("g", "loss")))

    assert outputs["g"]["values"] == [1.0, name]
    assert (outputs["loss"]["values"], outputs["loss"]["shape"]) == (name, [])


def test_outputs_have_names_only_if_there_are_as_many_as_expected():
    assert list(outputs_of(stored(np.ones(1), np.ones(1), expected=("loss", "g")))) == ["loss", "g"]
    assert list(outputs_of(stored(np.ones(1), np.ones(1), expected=("loss",)))) == ["0", "1"]


def test_the_files_are_the_bytes_that_ran():
    files = {"w.py": "# é\r\nx = 1".encode(), "utils/latin.py": b"# -*- coding: latin-1 -*-\n# \xe9\n"}
    written = stored(np.ones(2), files=files)["files"]
    back = {p: f["text"].encode() if "text" in f else base64.b64decode(f["base64"]) for p, f in written.items()}

    assert back == files
    assert set(written["utils/latin.py"]) == {"base64"}
    assert Submission(id="alice", files=back).sha256 == Submission(id="alice", files=files).sha256


def test_a_person_can_read_it():
    text = text_of(np.arange(6.0).reshape(2, 3))

    assert '"values": [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]\n' in text  # a matrix in one line
    assert text.isascii()
    assert text.endswith("}\n")
    assert max(map(len, text.splitlines())) < 300
