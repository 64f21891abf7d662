"""Results as JSON, written and read. `test_stored_files.py` holds every key of them."""

from __future__ import annotations

import json
import math
import unicodedata
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from grader.errors import Misuse
from grader.model import SubmissionResult, Verdict
from grader.records import report_from_json, report_to_json, results, validation_to_json
from tests.records.strategies import reports
from tests.report import samples


def stored(report=None, **changes) -> dict:
    return json.loads("".join(report_to_json(report or samples.school_class()))) | changes


def refusal(text: str) -> Misuse:
    """The error that reading `text` raises; it has all four fields but for a place, which the whole file does not have."""
    with pytest.raises(Misuse) as caught:
        report_from_json(text)
    assert caught.value.what
    assert caught.value.attempt
    return caught.value


@settings(max_examples=60, deadline=None)
@given(report=reports)
def test_a_stored_report_comes_back_as_it_was(report):
    assert report_from_json("".join(report_to_json(report))) == report


def test_a_single_record_comes_back_alone():
    written = results.FORMAT.encode(samples.ALICE)

    assert results.FORMAT.decode(SubmissionResult, json.loads(json.dumps(written))) == samples.ALICE
    with pytest.raises(Misuse, match=r"^parts\[2\]\.verdict: expected one of timeout"):
        results.FORMAT.decode(SubmissionResult, written | {"parts": [*written["parts"][:2], {"id": "c", "verdict": "good"}]})


def test_thirds_come_back_exactly_and_are_written_sensibly():
    part = samples.part("b", verdict=Verdict.PARTIAL, share=Fraction(1, 3) / 5)
    report = samples.report(samples.submission("alice", part, samples.part("a", verdict=Verdict.PARTIAL, share=Fraction(1, 7))))
    record = stored(report)

    assert record["submissions"][0]["parts"][0]["score"] == 0.714286
    assert record["submissions"][0]["parts"][1]["score"] == 1.0
    assert report_from_json(json.dumps(record)) == report


def test_an_ungraded_submission_has_neither_score_nor_verdicts_and_comes_back():
    report = samples.report(samples.UNGRADED, replace(samples.UNGRADED, id="zoe", parts=()))
    record = stored(report)

    for submission in record["submissions"]:
        assert (submission["status"], submission["score"]) == ("ungraded", None)
        assert {(part["verdict"], part["score"]) for part in submission["parts"]} <= {(None, None)}
    assert record["submissions"][0]["max_score"] == 100
    assert report_from_json(json.dumps(record)) == report


@pytest.mark.parametrize("status", ["graded", "failed", "refused"])
def test_only_an_ungraded_submission_may_be_without_verdicts(status):
    record = stored(samples.report(samples.UNGRADED))
    record["submissions"][0]["status"] = status

    assert refusal(json.dumps(record)).where == "submissions[0].parts[0].verdict"


def test_an_override_that_is_half_there_is_refused():
    record = stored()
    record["submissions"][0]["parts"][1]["override"] = {"judged": 0.0}
    error = refusal(json.dumps(record))

    assert (error.where, error.what) == ("submissions[0].parts[1].override.note", "this key is missing")


@pytest.mark.parametrize("error", [math.inf, -math.inf, math.nan, None])
def test_what_is_not_finite_is_null(error):
    text = "".join(report_to_json(samples.report(samples.submission("a", samples.part("a", error=error)))))

    assert json.loads(text)["submissions"][0]["parts"][0]["max_relative_error"] is None
    assert report_from_json(text).submissions[0].parts[0].max_relative_error is None


@pytest.mark.parametrize("error", [1e301, 1.7976931348623157e308, 5e-324])
def test_every_finite_error_is_read_back(error):
    text = "".join(report_to_json(samples.report(samples.submission("a", samples.part("a", error=error)))))

    assert report_from_json(text).submissions[0].parts[0].max_relative_error == error


def test_a_time_that_was_not_finite_is_read_as_its_default():
    endless = samples.report(replace(samples.ALICE, seconds=math.inf))

    assert report_from_json("".join(report_to_json(endless))).submissions[0].seconds == 0.0


def test_json_is_harmless_on_a_terminal():
    text = "".join(report_to_json(samples.report(samples.unjudged("\x1b[31m\u202e\x9b", "\x7f caf\udce9 李"))))

    assert all(c == "\n" or " " <= c <= "~" for c in text)
    assert json.loads(text)["submissions"][0]["message"] == "␡ caf\\udce9 李"


def spoilt(value):
    """The record with something in every text that a terminal obeys or a JSON reader refuses."""
    match value:
        case str():
            return f"\x00{value}\x1b[31m\r\n\t\x7f\x9b\udce9"
        case dict():
            return {spoilt(key): spoilt(member) for key, member in value.items()}
        case tuple():
            return tuple(spoilt(member) for member in value)
    if not is_dataclass(value):
        return value
    return replace(value, **{each.name: spoilt(getattr(value, each.name)) for each in fields(value)})


def texts_of(value):
    """Every text of a JSON document, keys included."""
    match value:
        case str():
            yield value
        case dict():
            for key, member in value.items():
                yield key
                yield from texts_of(member)
        case list():
            for member in value:
                yield from texts_of(member)


@pytest.mark.parametrize(
    "report", [samples.school_class(), samples.report(samples.OVERRIDDEN, samples.EXPLAINED, samples.UNGRADED)]
)
def test_no_text_holds_control_characters_wherever_it_comes_from(report):
    text = "".join(report_to_json(spoilt(report)))
    found = list(texts_of(json.loads(text)))

    assert [text for text in found if any(unicodedata.category(c) in ("Cc", "Cs") for c in text)] == []
    assert sum("␀" in text for text in found) > 100
    assert "".join(report_to_json(report_from_json(text))) == text


def test_a_control_character_in_a_file_does_not_get_in():
    record = stored(title="a\x00b", extra={"\x1b": "\n"})

    assert report_from_json(json.dumps(record)).title == "a␀b"
    assert report_from_json(json.dumps(record)).extra == {"␛": "↵ "}


def test_two_undecodable_names_stay_two():
    record = stored(samples.report(samples.submission("caf\udce9"), samples.submission("caf\udce8")))

    assert len({s["id"] for s in record["submissions"]}) == 2


def test_half_of_a_surrogate_pair_in_a_file_does_not_get_in():
    record = stored(extra={"\ud800": "\udfff"}, title="\ud800")
    report = report_from_json(json.dumps(record))

    assert (report.title, report.extra) == ("\\ud800", {"\\ud800": "\\udfff"})


def test_keys_that_are_not_known_are_ignored():
    record = stored(hint="from the future")
    record["submissions"][0] |= {"overridden_by": "ta"}
    record["submissions"][0]["parts"][0] |= {"cases": [1, 2]}

    assert report_from_json(json.dumps(record)) == samples.school_class()


def test_keys_that_were_added_later_may_be_missing():
    record = stored()
    first = record["submissions"][0]
    first["parts"][0] = {key: first["parts"][0][key] for key in ("id", "verdict", "score", "max_score")}
    record["submissions"][0] = {key: first[key] for key in ("id", "status", "parts")}
    record = {key: record[key] for key in ("schema", "assignment", "seed", "environment", "submissions")}
    del record["environment"]["isolation"]["detail"]

    assert report_from_json(json.dumps(record)).submissions[0].score == samples.ALICE.score


@pytest.mark.parametrize(
    "path",
    [
        "assignment",
        "seed",
        "environment",
        "environment.numpy",
        "environment.isolation.level",
        "submissions",
        "submissions[0].id",
        "submissions[0].status",
        "submissions[0].parts",
        "submissions[0].parts[1].verdict",
        "submissions[0].parts[1].score",
        "submissions[0].parts[1].max_score",
        "submissions[0].remarks[0].message",
    ],
)
def test_other_keys_may_not(path):
    record = stored()
    target, last = parent(record, path)
    del target[last]

    assert (refusal(json.dumps(record)).where, refusal(json.dumps(record)).what) == (path, "this key is missing")


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("", "", "not JSON"),
        ("{", "", "not JSON"),
        ("[" * 100_000, "", "not JSON"),
        ("9" * 5_000, "", "not JSON"),
        ("[]", "", "expected an object"),
        ("3", "", "expected an object"),
        ("{}", "schema", "this key is missing"),
        ('{"schema": "grader.results/2"}', "schema", "expected a file of grader.results/1"),
        ('{"schema": "grader.validation/1"}', "schema", "expected a file of grader.results/1"),
    ],
)
def test_another_file_is_refused(text, where, what):
    error = refusal(text)

    assert (error.where, what in error.what) == (where, True)


def test_a_value_that_is_nested_too_deeply_to_be_quoted_is_refused():
    for depth in range(50, 1000, 25):
        refusal('{"schema": ' + "[" * depth + "]" * depth + "}")


@pytest.mark.parametrize(
    ("path", "value", "what"),
    [
        ("assignment", None, "text"),
        ("seed", "1", "an integer"),
        ("seed", True, "an integer"),
        ("environment", [], "an object"),
        ("environment.isolation", "strong", "an object"),
        ("extra", [1], "an object"),
        ("extra.assignment_sha256", 3, "text"),
        ("submissions", {}, "a list"),
        ("submissions[0]", "alice", "an object"),
        ("submissions[0].status", "passed", "one of graded, ungraded, failed, refused"),
        ("submissions[0].seconds", "fast", "a finite number"),
        ("submissions[0].score", None, "a finite number"),
        ("submissions[0].score", 99.0, "67.5, computed from the other values"),
        ("submissions[0].max_score", 101, "100.0, computed from the other values"),
        ("submissions[0].parts", None, "a list"),
        ("submissions[0].parts[1].verdict", ["correct"], "one of timeout, error, missing, incorrect, partial, correct or null"),
        ("submissions[0].parts[1].verdict", None, "a value: only 'ungraded' has none"),
        ("submissions[0].parts[1].score", "15", "a finite number or null"),
        ("submissions[0].parts[1].score", True, "a finite number or null"),
        ("submissions[0].parts[1].score", math.nan, "a finite number or null"),
        ("submissions[0].parts[1].max_score", 10**400, "a finite number"),
        ("submissions[0].parts[1].max_relative_error", math.inf, "a finite number or null"),
        ("submissions[0].parts[1].carried_forward", 1, "true or false"),
        ("submissions[0].parts[1].consistent_with_own_loss", 0, "true or false or null"),
        ("submissions[0].parts[1].diagnosis[0].message", None, "text"),
        ("submissions[0].remarks[1].code", 7, "text"),
        ("submissions[0].path", None, "text"),
        ("submissions[0].parts[1].case", "7", "an integer or null"),
        ("submissions[0].parts[1].others", "more", "a list"),
        ("submissions[0].parts[1].override", "12.5", "an object or null"),
        ("policy", [], "an object"),
        ("policy.shape", 0.5, "text"),
        ("policy.shape", "half", 'a fraction such as "1/2"'),
        ("policy.shape", "1/0", 'a fraction such as "1/2"'),
        ("options", "--assignment", "a list"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(path, value, what):
    record = stored()
    target, last = parent(record, path)
    target[last] = value
    error = refusal(json.dumps(record))

    assert (error.where, error.what, error.value) == (path, f"expected {what}", repr(value)[:80])


def parent(record: dict, path: str) -> tuple[dict | list, str | int]:
    """The object or list that holds what is at `path`, and its key there."""
    *way, last = [int(step[1:-1]) if step.startswith("[") else step for step in path.replace("[", ".[").split(".")]
    target = record
    for step in way:
        target = target[step]
    return target, last


def test_a_validation_whose_error_is_not_finite_is_still_json():
    part = samples.validation().parts[0]
    infinite = replace(part, numeric=replace(part.numeric, max_relative_error=math.inf))
    record = json.loads("".join(validation_to_json(samples.validation(a=infinite))))

    assert record["parts"][0]["numeric"]["max_relative_error"] is None


def test_a_value_without_json_form_is_an_error_of_ours():
    with pytest.raises(TypeError, match="no JSON value for object"):
        results.FORMAT.encode({"x": object()})
