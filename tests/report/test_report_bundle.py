"""The replay bundle: numbers that come back exactly, every kind of argument, and a file that a person can read."""

from __future__ import annotations

import base64
import hashlib
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.model import (
    Answer,
    Array,
    Call,
    Case,
    CaseRecord,
    Fault,
    FaultKind,
    Index,
    Indices,
    Measured,
    NotNumeric,
    Number,
    PieceRecord,
    Sampler,
    Submission,
    TableFunction,
    Transcript,
    Verdict,
    Word,
    WordIndex,
    Words,
)
from grader.records.bundle import bundle_text, bundle_to_dict
from tests.report import samples

TABLE = TableFunction(parameters=("v", "o"), key=1, keys=(2, 0), expected={0: np.ones(2)}, answers=(np.arange(3.0), np.eye(3)))
ARGUMENTS = (
    Array(value=np.array([0.1, -0.0])),
    Number(value=0.5),
    Index(value=3),
    Indices(values=(1, 1, 2)),
    Word(value="fox"),
    Words(values=("a", "b")),
    WordIndex(indices={"a": 0}),
    Sampler(method="draw", draws=(4, 2)),
    TABLE,
)
INPUTS = {"v": np.array([0.1, 0.2]), "o": 3, "K": (1, 1), "table": TABLE, "rate": 0.5, "words": {"a": 0}, "kind": print}
PIECE = PieceRecord(
    part="b",
    output="g",
    verdict=Verdict.INCORRECT,
    process="ordinary",
    form="as given",
    measured=(Measured(block="row o", rows=(3,), scale=0.25, zero=False, error=np.inf),),
)


def record(*outputs, fault=None, expected=("g",)) -> CaseRecord:
    return CaseRecord(
        case=Case(function="naive", group="naive", inputs=INPUTS, why="a reason", number=7),
        call=Call(function="naiveSoftmax", arguments=ARGUMENTS, outputs=1),
        answers={"ordinary": Answer(outputs=outputs, fault=fault, changed_inputs=True, warnings=("overflow",))},
        expected={name: np.array([1.0, 2.0]) for name in expected},
        verdicts={"b": Verdict.INCORRECT},
        pieces=(PIECE,),
    )


def bundle(*records, files=None) -> dict:
    """A bundle of one submission, written and read back."""
    submission = Submission(id="alice", files=files or {"w.py": b"x = 1\n"})
    transcript = Transcript(submission=submission, result=samples.ALICE, cases=records)
    return json.loads(bundle_text(bundle_to_dict(samples.report(samples.ALICE), [transcript])))


def case(*records) -> dict:
    return bundle(*records)["submissions"][0]["cases"][0]


def array(stored) -> np.ndarray:
    """A stored array, as the docstring says that it comes back."""

    def number(value):
        return [*map(number, value)] if isinstance(value, list) else float(value) if isinstance(value, str) else value

    return np.array(number(stored["values"]), dtype=stored["dtype"]).reshape(stored["shape"])


def test_it_says_what_it_is_a_bundle_of():
    found = bundle(record(np.ones(2)))
    (submission,) = found["submissions"]

    assert (found["schema"], found["assignment"], found["seed"]) == ("grader.bundle/1", "word2vec", 20240117)
    assert (found["certificate"], found["grader_version"]) == ("9f2c41d0", "0.1.0")
    assert found["environment"]["numpy"] == "2.4.6"
    assert (submission["id"], submission["result"]["score"], submission["source_sha256"]) == ("alice", 67.5, "5c" * 32)


def test_a_case_is_complete():
    found = case(record(np.ones(2)))

    assert [found[key] for key in ("number", "function", "group", "why", "verdicts")] == [
        7,
        "naive",
        "naive",
        "a reason",
        {"b": "incorrect"},
    ]
    assert found["inputs"]["o"] == 3
    assert found["inputs"]["K"] == [1, 1]
    assert found["inputs"]["table"]["kind"] == "table"
    assert array(found["expected"]["g"]).tolist() == [1.0, 2.0]
    assert found["returned"]["ordinary"]["changed_inputs"] is True
    assert found["returned"]["ordinary"]["warnings"] == ["overflow"]
    assert found["judged"] == [
        {
            "part": "b",
            "output": "g",
            "verdict": "incorrect",
            "process": "ordinary",
            "read": "as given",
            "blocks": [{"name": "row o", "rows": [3], "scale": 0.25, "zero": False, "max_relative_error": "inf"}],
        }
    ]


def test_every_kind_of_argument_is_described():
    found = case(record(np.ones(2)))["call"]

    assert found["name"] == "naiveSoftmax"
    assert [a["kind"] for a in found["arguments"]] == [
        "array",
        "number",
        "index",
        "indices",
        "word",
        "words",
        "word-index",
        "sampler",
        "table",
    ]
    *_, index, sampler, table = found["arguments"]
    assert index["indices"] == {"a": 0}
    assert (sampler["method"], sampler["draws"]) == ("draw", [4, 2])
    assert (table["parameters"], table["key"], table["keys"]) == (["v", "o"], 1, [2, 0])
    assert array(table["expected"]["0"]).tolist() == [1.0, 1.0]
    assert np.array_equal(array(table["answers"][1]), np.eye(3))


@given(
    value=arrays.arrays(
        st.sampled_from([np.dtype(d) for d in ("<f8", "<f4", "<i8", "|b1")]),
        arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
    )
)
def test_numbers_come_back_exactly(value):
    back = array(case(record(value))["returned"]["ordinary"]["outputs"]["g"])

    assert (back.dtype, back.shape) == (value.dtype, value.shape)
    assert np.array_equal(back, value, equal_nan=value.dtype.kind == "f")
    assert np.array_equal(np.signbit(back), np.signbit(value)) if value.dtype.kind == "f" and not np.isnan(value).any() else True


@pytest.mark.parametrize(("value", "name"), [(np.nan, "nan"), (np.inf, "inf"), (-np.inf, "-inf")])
def test_what_is_not_finite_is_a_string(value, name):
    outputs = case(record(np.array([1.0, value]), np.array(value), expected=("g", "loss")))["returned"]["ordinary"]["outputs"]

    assert outputs["g"]["values"] == [1.0, name]
    assert (outputs["loss"]["values"], outputs["loss"]["shape"]) == (name, [])


def test_what_came_back_instead_of_numbers():
    found = case(record(NotNumeric(type_name="str"), np.ones(1)))["returned"]["ordinary"]
    failed = case(record(fault=Fault(kind=FaultKind.RAISED, error="ValueError", message="no\udce9", line=3, file="w.py")))

    assert found["outputs"]["0"] == {"type": "str"}  # two outputs where one is due: by number
    assert failed["returned"]["ordinary"]["outputs"] == {}
    assert failed["returned"]["ordinary"]["fault"] == {
        "kind": "raised",
        "error": "ValueError",
        "message": "no\\udce9",
        "line": 3,
        "file": "w.py",
    }


def test_the_files_are_the_bytes_that_ran():
    files = {"w.py": "# é\r\nx = 1".encode(), "utils/latin.py": b"# -*- coding: latin-1 -*-\n# \xe9\n"}
    stored = bundle(record(np.ones(2)), files=files)["submissions"][0]["files"]
    back = {p: f["text"].encode() if "text" in f else base64.b64decode(f["base64"]) for p, f in stored.items()}

    assert back == files
    assert set(stored["utils/latin.py"]) == {"base64"}
    assert Submission(id="alice", files=back).sha256 == Submission(id="alice", files=files).sha256
    assert hashlib.sha256(back["w.py"]).digest() == hashlib.sha256(files["w.py"]).digest()


def test_a_person_can_read_it():
    matrix = np.arange(6.0).reshape(2, 3)
    transcript = Transcript(submission=Submission(id="a"), result=samples.ALICE, cases=(record(matrix),))
    text = bundle_text(bundle_to_dict(samples.report(samples.ALICE), [transcript]))

    assert '"values": [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]\n' in text  # a matrix in one line
    assert text.isascii()
    assert text.endswith("}\n")
    assert max(map(len, text.splitlines())) < 300
