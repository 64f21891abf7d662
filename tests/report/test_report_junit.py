"""JUnit XML, read back by a parser."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.model import Diagnosis, Verdict
from grader.report.junit import report_to_junit, validation_to_junit
from tests.report import samples


def suites(text):
    return {suite.get("name"): suite for suite in ET.fromstring(text.encode("ascii"))}


def counts(suite):
    found = (len(suite.findall("testcase")), len(suite.findall("*/failure")), len(suite.findall("*/error")))
    assert tuple(int(suite.get(key)) for key in ("tests", "failures", "errors")) == found
    return found


def test_only_correct_passes():
    suite = suites("".join(report_to_junit(samples.report(samples.EVERY_VERDICT))))["every-verdict"]

    assert counts(suite) == (14, 3, 2)  # partial, incorrect, missing; error, timeout
    assert not suite.findall("*/skipped")


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_its_kind(verdict):
    suite = suites("".join(report_to_junit(samples.report(samples.submission("s", samples.part("a", verdict=verdict))))))["s"]
    kinds = {Verdict.CORRECT: [], Verdict.ERROR: ["error"], Verdict.TIMEOUT: ["error"]}

    assert [child.tag for child in suite.find("testcase")] == kinds.get(verdict, ["failure"])


def test_a_failure_says_what_and_what_to_try():
    suite = suites("".join(report_to_junit(samples.report(samples.ALICE))))["alice"]
    failure = next(case for case in suite.findall("testcase") if case.get("name").startswith("b ")).find("failure")

    assert failure.get("type") == "sign-flipped"
    assert failure.get("message") == samples.SIGN.message
    assert f"try: {samples.SIGN.hint}" in failure.text
    assert samples.SIGN.value not in failure.text  # it may hold the right formula
    assert {p.get("name"): p.get("value") for p in suite.iter("property")} == {
        "score": "67.5",
        "max_score": "100",
        "seed": "20240117",
    }


@pytest.mark.parametrize(
    "result", [samples.FAILED, samples.REFUSED, samples.UNGRADED, replace(samples.FAILED, parts=(), message="")]
)
def test_what_was_not_judged_is_never_green(result):
    suite = suites("".join(report_to_junit(samples.report(result))))[result.id]

    assert counts(suite)[2] >= 1
    assert suite.find("testcase/error").get("message") == (result.message or "nothing was judged")


def test_an_override_is_told_and_the_verdict_stays_what_it_is():
    suite = suites("".join(report_to_junit(samples.report(samples.OVERRIDDEN))))["alma"]
    b, d = (next(c for c in suite.findall("testcase") if c.get("name").startswith(f"{i} ")) for i in "bd")
    told = "12.5 points by an instructor's override, judged 0: appeal of 3 May: right on paper, see page 2"

    assert told in b.find("failure").text
    assert b.find("properties/property").attrib == {"name": "override", "value": told}
    assert d.find("failure") is None
    assert "0 points by an instructor's override, judged 10" in d.find("properties/property").get("value")
    assert next(p for p in suite.find("properties") if p.get("name") == "score").get("value") == "70"


def test_a_graded_submission_without_parts_is_not_green():
    assert counts(suites("".join(report_to_junit(samples.report(replace(samples.ALICE, parts=())))))["alice"]) == (1, 0, 1)


def test_a_validation_has_a_suite_for_each_part():
    found = suites("".join(validation_to_junit(samples.validation())))

    assert len(found) == len(samples.STATEMENTS) + 1
    assert {counts(suite)[1] for suite in found.values()} == {0}


def test_a_broken_validation_shows_its_residuals():
    found = suites("".join(validation_to_junit(samples.broken_validation())))
    b = next(suite for name, suite in found.items() if name.startswith("b "))

    assert counts(b) == (4, 2, 0)
    assert "\n    -u_o" in b.find("testcase[@name='proof']/failure").text
    assert counts(found["word2vec"]) == (4, 2, 0)
    assert "part" in found["word2vec"].find("testcase[@name='interfaces']/failure").text


def test_a_validation_of_nothing_fails():
    empty = replace(samples.validation(), parts=())

    assert counts(suites("".join(validation_to_junit(empty)))["word2vec"]) == (4, 1, 0)


def test_a_check_that_fails_without_a_detail_fails():
    part = samples.validation().parts[0]
    silent = replace(part, proof=replace(part.proof, ok=False))
    suite = next(iter(suites("".join(validation_to_junit(samples.validation(a=silent)))).values()))

    assert suite.find("testcase/failure").text == "failed"


@settings(max_examples=50, deadline=None)
@given(text=st.text(st.characters()))
def test_whatever_is_quoted_it_is_xml(text):
    diagnosis = Diagnosis(code=text, message=text, where=text, value=text, hint=text)
    graded = samples.submission(text, samples.wrong("b", diagnosis))
    report = samples.report(graded, samples.unjudged(text, text), assignment=text)

    assert len(ET.fromstring("".join(report_to_junit(report)))) == 2
    assert "".join(report_to_junit(report)).isascii()
