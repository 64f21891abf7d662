"""CSV that is safe to open."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report.spreadsheet import cell, report_to_csv
from tests.report import samples

STARTS = tuple("=+-@\t\r\n＝＋－＠")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def rows(report, delimiter=","):
    return list(csv.reader(io.StringIO("".join(report_to_csv(report))), delimiter=delimiter))


def test_there_is_a_row_for_each_submission_and_three_columns_for_each_part():
    header, *body = rows(samples.school_class())

    assert header[:7] == ["id", "status", "score", "max_score", "percent", "interface", "path"]
    assert header[7:11] == ["a score", "a verdict", "a mistake", "b score"]
    assert header[-2:] == ["message", "overrides"]
    assert len(header) == 7 + 3 * len(samples.PARTS) + 2
    assert [row[0] for row in body] == [s.id for s in samples.school_class().submissions]
    assert {len(row) for row in body} == {len(header)}


def test_scores_are_numbers_and_verdicts_words():
    header, *body = rows(samples.report(samples.ALICE))
    alice = dict(zip(header, body[0], strict=True))

    assert (alice["score"], alice["max_score"], alice["status"]) == ("67.5", "100.0", "graded")
    assert (alice["percent"], alice["path"]) == ("67.5", "alice.py")
    assert (alice["c score"], alice["c verdict"], alice["c mistake"]) == ("2.5", "partial", "shape")
    assert alice["g mistake"] == "repeats-not-accumulated constant-factor"
    assert alice["a mistake"] == ""


def test_overrides_stand_in_a_column_of_their_own():
    header, *body = rows(samples.report(samples.OVERRIDDEN, samples.ALICE))
    alma, alice = (dict(zip(header, row, strict=True)) for row in body)

    assert (alma["score"], alma["b score"], alma["b verdict"]) == ("70.0", "12.5", "incorrect")
    assert alma["overrides"].startswith("b: 12.5, judged 0: appeal of 3 May: right on paper, see page 2 | d: 0, judged 10: ")
    assert alice["overrides"] == ""


def test_what_is_not_graded_has_no_numbers():
    header, *body = rows(samples.report(samples.UNGRADED, samples.ALICE))
    ulla = dict(zip(header, body[0], strict=True))

    assert (ulla["id"], ulla["status"], ulla["score"], ulla["max_score"], ulla["percent"]) == (
        "ulla",
        "ungraded",
        "",
        "100.0",
        "",
    )
    assert {ulla[f"{part} {column}"] for part in samples.PARTS for column in ("score", "verdict", "mistake")} == {""}


def test_what_an_interface_does_not_have_is_empty():
    header, *body = rows(samples.school_class())
    fatima = dict(zip(header, body[5], strict=True))

    assert (fatima["e score"], fatima["e verdict"], fatima["e mistake"]) == ("", "", "")
    assert fatima["f.loss verdict"] == "correct"


def test_an_empty_class_has_a_header():
    assert rows(samples.report()) == [
        ["id", "status", "score", "max_score", "percent", "interface", "path", "message", "overrides"]
    ]


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        ("=HYPERLINK(0)", "'=HYPERLINK(0)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-3+2", "'-3+2"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", " '=1"),
        ("\r=1", "'=1"),
        ("\n=1", "↵ =1"),
        ("  =1", "  '=1"),
        ("\u00a0=1", " '=1"),
        ("＝1+1", "'＝1+1"),
        ("＠SUM", "'＠SUM"),
        ("x;=1+1", "x;'=1+1"),
        ("x; -1+1;@a", "x; '-1+1;'@a"),
        ("-5", "-5"),
        ("+5", "+5"),
        ("-1.5e-3", "-1.5e-3"),
        ("0012345", "0012345"),
        ("-1.5e", "'-1.5e"),
        ("a-b=c@d", "a-b=c@d"),
        (-1.5, -1.5),
        (None, None),
    ],
)
def test_what_looks_like_a_formula_is_text_and_what_is_a_number_stays_one(value, safe):
    assert cell(value) == safe


@given(text=st.text(st.characters()))
def test_no_text_starts_a_formula_whatever_the_separator(text):
    for piece in str(cell(text)).split(";"):
        assert NUMBER.fullmatch(str(cell(text))) or not piece.lstrip().startswith(STARTS)


@given(text=st.text(st.characters(), max_size=30))
def test_a_name_never_breaks_the_table(text):
    found = rows(samples.report(samples.unjudged(text, text)))

    assert [len(row) for row in found] == [len(found[0])] * 2
    assert len("".join(report_to_csv(samples.report(samples.unjudged(text, text)))).splitlines()) == 2
