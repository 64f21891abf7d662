"""Stored files, byte by byte. Conversions that stated every key by hand wrote them first, and the codec must write the same.

A key that is added on purpose is added to these files too; a key that changes or goes is a broken promise.
"""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from grader.model import (
    Answer,
    AppliedOverride,
    Array,
    Call,
    Case,
    CaseRecord,
    Check,
    Diagnosis,
    Environment,
    Fault,
    FaultKind,
    GeneralCheck,
    Index,
    Indices,
    Measured,
    Mutants,
    NotNumeric,
    Number,
    NumericCheck,
    OwnFunction,
    PartResult,
    PartValidation,
    PieceRecord,
    Remark,
    Report,
    Sampler,
    Status,
    Submission,
    SubmissionResult,
    TableFunction,
    Transcript,
    Validation,
    Verdict,
    Word,
    WordIndex,
    Words,
)
from grader.records import (
    bundle_to_json,
    report_from_json,
    report_to_json,
    transcript_to_json,
    validation_from_json,
    validation_to_json,
)

STORED = Path(__file__).parent / "stored"

PLAIN = PartResult(id="a", title="Loss", verdict=Verdict.CORRECT, score=Fraction(5), max_score=Fraction(5))
FULL = PartResult(
    id="b",
    title="Gradient",
    verdict=Verdict.PARTIAL,
    score=Fraction(10, 3),
    max_score=Fraction(10),
    diagnosis=(Diagnosis(code="shape", message="caf\udce9 李", where="row o", value="(1, 4)", hint="keep it flat"),),
    max_relative_error=2.5e-16,
    consistent_with_own_loss=True,
    loss_part="a",
    carried_forward=True,
    shares={"shape": Fraction(1, 3)},
    others=(Diagnosis(code="constant-factor", message="twice"),),
    case=7,
    override=AppliedOverride(judged=Fraction(5, 2), note="appeal"),
    function="loss",
    replaced="sigmoid",
)
GRADED = SubmissionResult(
    id="alice",
    status=Status.GRADED,
    parts=(PLAIN, FULL),
    interface="own",
    source_sha256="5c" * 32,
    seconds=0.021,
    message="slow",
    remarks=(Remark(code="overflow", message="np.exp", for_instructors=True),),
    path="class/alice.py",
    seed=2**63,
)
REPORT = Report(
    assignment="word2vec",
    title="The gradients of skip-gram",
    grader_version="0.1.0",
    seed=20240117,
    environment=Environment(python="3.11.7", numpy="2.3.5", isolation="strong", isolation_detail="seccomp, Landlock"),
    submissions=(GRADED, SubmissionResult(id="bob", status=Status.FAILED, parts=())),
    policy={"partial": Fraction(1, 2), "numerical-gradient": Fraction(0)},
    options=("--assignment", "my course"),
    notes=("left aside: README.md",),
    reference_validated=True,
    extra={"assignment_sha256": "9f2c41d0"},
)
VALIDATION = Validation(
    assignment="word2vec",
    seconds=3.14,
    parts=(
        PartValidation(
            id="b",
            statement="dJ/dv_c = U(yhat - y)",
            hypotheses=("the samples are distinct",),
            proof=Check(ok=False, seconds=0.2, detail="leaves -u_o"),
            traced=Check(ok=True, seconds=0.1),
            numeric=NumericCheck(ok=True, max_relative_error=np.inf),
            mutants=Mutants(rejected=11, total=12, survivors=("sign",)),
        ),
    ),
    problems=("The points add up to 95.",),
    checks=(GeneralCheck(name="features", figure="1 of 9 is not true", failures=("size V",), seconds=0.4),),
    assignment_sha256="9f2c",
)
TABLE = TableFunction(parameters=("v", "o"), key=1, keys=(2, 0), expected={0: np.ones(2)}, answers=(np.arange(3.0), np.eye(3)))
CASE = CaseRecord(
    case=Case(
        function="naive",
        group="all",
        inputs={"v": np.array([0.1, -0.0]), "o": 3, "K": (1, 1), "f": TABLE, "rate": np.inf, "words": {"a": 0}, "kind": str},
        why="a reason",
        number=7,
    ),
    call=Call(
        function="naiveSoftmax",
        arguments=(
            Array(value=np.array([[0.1, np.nan]])),
            Number(value=0.5),
            Index(value=3),
            Indices(values=(1, 1, 2)),
            Word(value="fox"),
            Words(values=("a", "b")),
            WordIndex(indices={"a": 0}),
            Sampler(method="draw", draws=(4, 2)),
            TABLE,
            OwnFunction(name="sigmoid"),
        ),
    ),
    answers={
        "ordinary": Answer(outputs=(np.array([1, 2], dtype=np.int32),), changed_inputs=True, warnings=("overflow",)),
        "fresh": Answer(outputs=(NotNumeric(type_name="str"), np.array(-np.inf))),
        "last": Answer(fault=Fault(kind=FaultKind.RAISED, error="ValueError", message="no\udce9", line=3, file="w.py")),
    },
    expected={"g": np.array([1.0, 2.0])},
    verdicts={"b": Verdict.INCORRECT},
    pieces=(
        PieceRecord(
            part="b",
            output="g",
            verdict=Verdict.INCORRECT,
            process="ordinary",
            form="as given",
            measured=(
                Measured(block="row o", rows=(3,), scale=0.25, zero=False, error=np.inf),
                Measured(block="rest", rows=None, scale=0.0, zero=True, error=None),
            ),
        ),
    ),
)
TRANSCRIPTS = (
    Transcript(
        submission=Submission(id="alice", files={"w.py": b"x = 1\n", "latin.py": b"\xe9"}),
        result=replace(GRADED, parts=(PLAIN,)),
        cases=(CASE,),
    ),
)


def test_results_are_written_as_before():
    assert "".join(report_to_json(REPORT)) == (STORED / "results.json").read_text()


def test_validations_are_written_as_before():
    stored = (STORED / "validation.json").read_text()
    assert "".join(validation_to_json(VALIDATION)) == stored
    read = validation_from_json(json.loads(stored))
    assert read.parts[0].numeric.max_relative_error is None  # no JSON number is infinite
    assert "".join(validation_to_json(read)) == stored


def test_bundles_are_written_as_before():
    report = replace(REPORT, submissions=tuple(transcript.result for transcript in TRANSCRIPTS))
    assert "".join(bundle_to_json(report, map(transcript_to_json, TRANSCRIPTS))) == (STORED / "bundle.json").read_text()


def test_an_older_file_of_results_is_read_and_written_unchanged():
    stored = (STORED / "results.json").read_text()

    assert "".join(report_to_json(report_from_json(stored))) == stored
    older = {key: value for key, value in json.loads(stored).items() if key not in ("notes", "reference_validated")}
    for part in (part for submission in older["submissions"] for part in submission["parts"]):
        del part["wrong_numbers"]
    assert report_from_json(json.dumps(older)) == replace(report_from_json(stored), notes=(), reference_validated=None)
    assert json.loads(stored)["submissions"][0]["parts"][1]["score"] == 3.333333
    assert report_from_json(stored).submissions[0].parts[1].score == Fraction(10, 3)
