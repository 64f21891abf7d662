"""Results as JSON, there and back."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from grader.model import Verdict
from grader.records.results import json_text, report_to_dict, validation_to_dict
from grader.records.stored import Unreadable, report_from_json
from grader.report import submission_report
from tests.report import samples
from tests.report.drawing import drawn
from tests.report.records import reports


def stored(**changes) -> dict:
    return json.loads(json_text(report_to_dict(samples.school_class()))) | changes


@settings(max_examples=60, deadline=None)
@given(report=reports)
def test_a_stored_report_comes_back_as_it_was(report):
    assert report_from_json(json_text(report_to_dict(report))) == report


def test_thirds_come_back_exactly_and_are_written_sensibly():
    part = samples.part("b", verdict=Verdict.PARTIAL, share=Fraction(1, 3) / 5)
    report = samples.report(samples.submission("alice", part, samples.part("a", verdict=Verdict.PARTIAL, share=Fraction(1, 7))))
    record = report_to_dict(report)

    assert record["submissions"][0]["parts"][0]["score"] == 0.714286
    assert record["submissions"][0]["parts"][1]["score"] == 1.0
    assert report_from_json(json_text(record)) == report


def test_a_report_read_back_is_drawn_the_same():
    report = samples.school_class()
    back = report_from_json(json_text(report_to_dict(report)))

    for before, after in zip(report.submissions, back.submissions, strict=True):
        assert drawn(submission_report(after, back)) == drawn(submission_report(before, report))


def test_the_keys_of_the_contract_are_there():
    record = report_to_dict(samples.report(samples.ALICE))
    submission = record["submissions"][0]
    part = submission["parts"][1]

    assert record["schema"] == "grader.results/1"
    assert {"assignment", "grader_version", "seed", "environment"} <= record.keys()
    assert record["environment"]["isolation"] == {"level": "strong", "detail": "no-file seccomp filter, Landlock, namespaces"}
    assert (submission["id"], submission["status"], submission["score"], submission["max_score"]) == (
        "alice",
        "graded",
        67.5,
        100.0,
    )
    assert {"interface", "source_sha256", "seconds", "message"} <= submission.keys()
    assert submission["remarks"][0]["code"] == "overflow"
    assert (part["id"], part["verdict"], part["score"], part["max_score"]) == ("b", "incorrect", 0.0, 15.0)
    assert part["diagnosis"][0]["code"] == "sign-flipped"
    assert (part["max_relative_error"], part["consistent_with_own_loss"], part["carried_forward"]) == (2.0, False, False)


def test_the_keys_that_were_added_to_the_contract_are_there():
    record = report_to_dict(samples.report(replace(samples.OVERRIDDEN, parts=samples.EXPLAINED.parts), samples.OVERRIDDEN))
    explained, overridden = (s["parts"][1] for s in record["submissions"])

    assert record["policy"] == {"partial": "1/2", "shape": "1/4", "numerical-gradient": "0"}
    assert record["options"] == []
    assert (explained["case"], explained["override"], explained["score"]) == (1, None, 0.0)
    assert [other["code"] for other in explained["others"]] == ["true-word-doubled", "constant-factor"]
    assert overridden["override"] == {"judged": 0.0, "note": "appeal of 3 May: right on paper, see page 2"}
    assert (overridden["score"], record["submissions"][1]["score"]) == (12.5, 70.0)


def test_an_override_that_is_half_there_is_refused():
    record = stored()
    record["submissions"][0]["parts"][1]["override"] = {"judged": 0.0}

    assert report_from_json(json.dumps(record)).where == "submissions[0].parts[1].override.note"


@pytest.mark.parametrize("error", [math.inf, -math.inf, math.nan, None])
def test_what_is_not_finite_is_null(error):
    record = report_to_dict(samples.report(samples.submission("a", samples.part("a", error=error))))

    assert record["submissions"][0]["parts"][0]["max_relative_error"] is None
    assert "null" in json_text(record)


def test_json_is_harmless_on_a_terminal():
    hostile = samples.unjudged("\x1b[31m\u202e\x9b", "\x7f caf\udce9 李")
    text = json_text(report_to_dict(samples.report(hostile)))

    assert all(c == "\n" or " " <= c <= "~" for c in text)
    assert json.loads(text)["submissions"][0]["message"] == "\x7f caf\\udce9 李"


def test_two_undecodable_names_stay_two():
    record = report_to_dict(samples.report(samples.submission("caf\udce9"), samples.submission("caf\udce8")))

    assert len({s["id"] for s in record["submissions"]}) == 2


def test_keys_that_are_not_known_are_ignored():
    record = stored(hint="from the future")
    record["submissions"][0] |= {"overridden_by": "ta"}
    record["submissions"][0]["parts"][0] |= {"cases": [1, 2]}

    assert report_from_json(json.dumps(record)) == samples.school_class()


def test_keys_that_were_added_later_may_be_missing():
    record = stored()
    for key in ("title", "extra", "grader_version", "policy", "options"):
        del record[key]
    for key in ("remarks", "interface", "message", "seconds", "source_sha256", "score", "max_score", "seed"):
        del record["submissions"][0][key]
    for key in (
        "diagnosis",
        "max_relative_error",
        "consistent_with_own_loss",
        "carried_forward",
        "title",
        "others",
        "case",
        "override",
    ):
        del record["submissions"][0]["parts"][0][key]

    assert report_from_json(json.dumps(record)).submissions[0].score == samples.ALICE.score


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("", "", "not JSON"),
        ("{", "", "not JSON"),
        ("[" * 100_000, "", "not JSON"),
        ("[]", "the whole file", "an object is due"),
        ("3", "the whole file", "an object is due"),
        ("{}", "schema", "not a file of grader.results/1"),
        ('{"schema": "grader.results/2"}', "schema", "not a file of grader.results/1"),
        ('{"schema": "grader.validation/1"}', "schema", "not a file of grader.results/1"),
    ],
)
def test_what_is_no_results_file_is_said_to_be_none(text, where, what):
    found = report_from_json(text)

    assert isinstance(found, Unreadable)
    assert what in found.what
    assert found.where == where


@pytest.mark.parametrize(
    ("path", "value", "what"),
    [
        ("assignment", None, "a text is due"),
        ("seed", "1", "a whole number is due"),
        ("seed", True, "a whole number is due"),
        ("environment", [], "an object is due"),
        ("environment.isolation", "strong", "an object is due"),
        ("extra", [1], "an object is due"),
        ("extra.certificate", 3, "a text is due"),
        ("submissions", {}, "a list is due"),
        ("submissions[0]", "alice", "an object is due"),
        ("submissions[0].status", "passed", "one of graded, failed, refused is due"),
        ("submissions[0].seconds", "fast", "a finite number is due"),
        ("submissions[0].score", 99.0, "not the sum of the parts"),
        ("submissions[0].max_score", 101, "not the sum of the parts"),
        ("submissions[0].parts", None, "a list is due"),
        ("submissions[0].parts[1].verdict", ["correct"], "one of timeout"),
        ("submissions[0].parts[1].score", "15", "a finite number is due"),
        ("submissions[0].parts[1].score", True, "a finite number is due"),
        ("submissions[0].parts[1].score", math.nan, "a finite number is due"),
        ("submissions[0].parts[1].max_score", 10**400, "a finite number is due"),
        ("submissions[0].parts[1].max_relative_error", math.inf, "a finite number is due"),
        ("submissions[0].parts[1].carried_forward", 1, "true, false or null is due"),
        ("submissions[0].parts[1].diagnosis[0].message", None, "a text is due"),
        ("submissions[0].remarks[1].code", 7, "a text is due"),
        ("submissions[0].path", None, "a text is due"),
        ("submissions[0].parts[1].case", "7", "a whole number is due"),
        ("submissions[0].parts[1].others", "more", "a list is due"),
        ("submissions[0].parts[1].override", "12.5", "an object is due"),
        ("policy", [], "an object is due"),
        ("policy.shape", 0.5, "a text is due"),
        ("policy.shape", "half", "a share such as"),
        ("policy.shape", "1/0", "a share such as"),
        ("options", "--assignment", "a list is due"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(path, value, what):
    record = stored()
    *way, last = path.replace("[", ".[").split(".")
    target = record
    for step in way:
        target = target[int(step[1:-1])] if step.startswith("[") else target[step]
    target[int(last[1:-1]) if last.startswith("[") else last] = value
    found = report_from_json(json.dumps(record))

    assert isinstance(found, Unreadable)
    assert (found.where, what in found.what) == (path, True)
    assert found.value == repr(value)[:80]


def test_a_validation_has_the_keys_of_the_contract():
    record = validation_to_dict(samples.broken_validation())
    b = next(part for part in record["parts"] if part["id"] == "b")
    uk = next(part for part in record["parts"] if part["id"] == "f.uk")

    assert (record["schema"], record["assignment"], record["ok"], record["seconds"]) == (
        "grader.validation/1",
        "word2vec",
        False,
        3.14,
    )
    assert b["proof"]["ok"] is False
    assert b["proof"]["seconds"] == 0.2
    assert "-u_o" in b["proof"]["detail"]
    assert b["traced"]["ok"] is True
    assert b["numeric"]["max_relative_error"] == 0.731
    assert uk["mutants"] == {"rejected": 11, "total": 12, "survivors": ["repeats-not-accumulated"]}
    assert uk["hypotheses"] == ["the samples do not hold the outside word o", "the samples are distinct"]
    assert record["problems"] == ["The points of the parts add up to 95, not to 100."]
    assert json.loads(json_text(record)) == record


def test_a_validation_whose_error_is_not_finite_is_still_json():
    part = samples.validation().parts[0]
    infinite = replace(part, numeric=replace(part.numeric, max_relative_error=math.inf))

    assert validation_to_dict(samples.validation(a=infinite))["parts"][0]["numeric"]["max_relative_error"] is None
