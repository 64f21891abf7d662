"""What holds of every page at every width: it fits, words stay whole, colour says nothing alone, no hostile text gets through."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import ColorType
from rich.style import Style
from rich.table import Table
from rich.text import Text

from grader.model import AppliedOverride, Diagnosis, Status, Verdict
from grader.report import class_table, error_message, note, part_summary, student_report, submission_report, validation_table
from grader.report.encoded_page import in_encoding
from grader.report.theme import STYLES, VERDICTS
from tests.report import samples
from tests.report.drawing import drawn
from tests.report.test_report_snapshots import PAGES

COLOUR = re.compile(r"\x1b\[([0-9]+;)*(3[0-9]|4[0-9]|9[0-7]|10[0-7])[;m]")
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
HOSTILE = {
    "escape codes": "\x1b[2J\x1b[31malice\x1b]0;owned\x07",
    "one-byte escape codes": "\x9b31malice\x9d0;owned\x9c",
    "markup": "[/oops][bold red]alice[/][link=file:///etc/passwd]x[/link]",
    "bidirectional": "\u202e001 / 001\u202c \u2066x\u2069\u200f",
    "line ends": "alice\n✓ correct  100 / 100\r\nbob\rcarol\u2028dan\x85eve\x0bfay\x0c",
    "ten thousand": "x" * 10_000,
    "ten thousand words": "word " * 2_000,
    "surrogates": "caf\udce9 \ud800",
    "zero width": "a\u200bb\u200cc\u200dd\u2060e\ufefff\u00ad",
    "piled marks": "a" + "\u0301\u0489" * 500,
    "wide": "深" * 300,
    "tabs": "a\tb\t\tc",
    "nothing": "",
    "blanks": "   ",
}


def pages(text: str):
    """Every page, with `text` wherever a submission has a say."""
    diagnosis = samples.SIGN.__class__(code=text, message=text, where=text, value=text, hint=text)
    remark = samples.OVERFLOW.__class__(code=text, message=text)
    part = replace(samples.wrong("b", diagnosis), others=(diagnosis,), override=AppliedOverride(judged=Fraction(1), note=text))
    graded = replace(samples.submission(text, part, remarks=(remark,)), interface=text)
    failed = replace(samples.unjudged(text, text), id=text)
    run = samples.report(graded, failed, replace(failed, status=Status.REFUSED), samples.ALICE, policy={text: Fraction(1, 2)})
    yield from (submission_report(submission, run, explain=True) for submission in run.submissions)
    yield class_table(run)
    yield part_summary(run)
    yield error_message(text, where=text, value=text, attempt=text)
    yield note(text)


def controls(text: str) -> set[str]:
    """The characters of a drawn page that may move, hide or reorder something."""
    return {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and c != "\n"}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_hostile_text_reaches_no_terminal_and_breaks_no_page(text, width):
    for page in pages(text):
        shown = drawn(page, width)

        assert not controls(shown)
        assert max(map(cell_len, shown.splitlines()), default=0) <= width


@settings(max_examples=40, deadline=None)
@given(
    text=st.text(st.characters(), max_size=80), width=st.integers(10, 220), encoding=st.sampled_from(["utf-8", "ascii", "cp1252"])
)
def test_no_text_can_make_a_page_raise(text, width, encoding):
    for page in pages(text):
        assert not controls(drawn(page, width, encoding=encoding))


def test_markup_is_shown_as_it_was_written():
    shown = drawn(submission_report(replace(samples.ALICE, id="[/oops][red]x"), samples.report()))

    assert "[/oops][red]x" in shown


@pytest.mark.parametrize("width", [80, 120])
def test_a_large_class_has_one_line_for_each_submission(width):
    lines = drawn(class_table(samples.large_class()), width).splitlines()

    assert sum(line.startswith("student-") for line in lines) == 300


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_name_takes_one_line_of_the_class_too(text):
    plain = drawn(class_table(samples.report(samples.submission("alice"), samples.submission("bob"))))
    hostile = drawn(class_table(samples.report(samples.submission("alice"), samples.submission(text))))

    assert len(hostile.splitlines()) == len(plain.splitlines())


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("name", ["alice", "every-verdict", "failed", "proved", "not-proved", "error", "note"])
def test_no_word_and_no_number_is_broken(name, width):
    words = set(drawn(PAGES[name](), 300).split())
    certificate = "9f2c41d0" * 8  # 64 characters do not fit beside their label at 60

    assert {w for w in drawn(PAGES[name](), width).split() if not set(w) <= set("─━╭╮╰╯") and w not in certificate} <= words


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("name", PAGES)
def test_no_line_is_too_long_or_ends_in_blanks(name, width):
    for line in drawn(PAGES[name](), width).splitlines():
        assert cell_len(line) <= width
        assert line == line.rstrip()


@pytest.mark.parametrize("name", PAGES)
def test_colours_only_repeat_what_the_text_says(name):
    assert ESCAPE.sub("", drawn(PAGES[name](), colors="standard")) == drawn(PAGES[name]())


def test_no_colour_is_sent_where_none_is_wanted():
    sent = drawn(PAGES["alice"](), colors="standard", NO_COLOR="1")

    assert COLOUR.search(drawn(PAGES["alice"](), colors="standard"))
    assert not COLOUR.search(sent)
    assert ESCAPE.sub("", sent) == drawn(PAGES["alice"]())


def test_every_verdict_is_told_by_sign_and_word():
    shown = drawn(PAGES["every-verdict"]())

    assert all(f"{mark.sign} {mark.word}" in shown for mark in VERDICTS.values())
    assert len({mark.sign for mark in VERDICTS.values()}) == len(VERDICTS)
    assert all(cell_len(mark.sign) == 1 for mark in VERDICTS.values())


@pytest.mark.parametrize("meaning", STYLES)
def test_a_style_is_readable_on_any_background(meaning):
    color = Style.parse(STYLES[meaning]).color

    assert color is None or (color.type is ColorType.STANDARD and color.number in {1, 2, 3, 5, 6})


def test_an_unknown_encoding_gets_ascii():
    assert in_encoding("✓ 深", "no-such-encoding") == "+ ??"
    assert in_encoding("é✓", "latin-1") == "é+"


def test_a_page_can_stand_inside_another_table():
    table = Table("left", "right")
    table.add_row(PAGES["note"](), Text("beside it"))

    assert "beside it" in drawn(table, 120)


def test_a_submission_without_parts_is_drawn():
    shown = drawn(submission_report(replace(samples.ALICE, parts=()), samples.report()))

    assert "0 / 0 points   –" in shown
    assert "part" not in shown
    assert drawn(class_table(samples.report(replace(samples.ALICE, parts=()))))


def test_a_validation_without_parts_proves_nothing():
    empty = replace(samples.validation(), parts=())

    assert "✗ reference not proved: there is no part" in drawn(validation_table(empty))


def test_no_mutants_is_a_failure_that_says_so():
    part = samples.validation().parts[0]
    none = replace(part, mutants=replace(part.mutants, rejected=0, total=0))

    assert "no wrong formula was offered" in drawn(validation_table(samples.validation(a=none)))


@pytest.mark.parametrize("result", [samples.ALICE, samples.submission("s", samples.wrong("h.vw", samples.SIGN)), samples.FAILED])
def test_a_page_ends_with_one_blank_line(result):
    text = drawn(submission_report(result, samples.report()))

    assert text.endswith("\n\n")
    assert not text.endswith("\n\n\n")


def test_the_author_sees_the_kind_of_mistake_and_a_hint_and_no_evidence():
    shown = drawn(student_report(samples.EXPLAINED, samples.report()))
    whole = drawn(submission_report(samples.EXPLAINED, samples.report(), explain=True))
    evidence = (samples.SIGN.value, samples.FURTHER.value, "rel. error", "2.0e+00", "--case", "Replay")

    assert samples.SIGN.message in shown
    assert "try    " in shown
    assert not [text for text in evidence if text in shown]
    assert all(text in whole for text in evidence)


def test_further_explanations_are_drawn_on_request():
    assert samples.FURTHER.value not in drawn(submission_report(samples.EXPLAINED, samples.report()))


@pytest.mark.parametrize("report", [submission_report, student_report])
@pytest.mark.parametrize("own_loss", [True, False])
def test_what_a_gradient_has_to_do_with_the_own_loss_is_said_in_words(report, own_loss):
    words = {
        True: "It is the gradient of your own loss: is that loss right?",
        False: "It is not the gradient of your own loss either.",
    }
    shown = drawn(report(samples.submission("s", samples.wrong("b", samples.SIGN, own_loss=own_loss)), samples.report()))

    assert [words[said] in shown for said in (own_loss, not own_loss)] == [True, False]


def test_a_diagnosis_that_speaks_of_the_own_loss_is_not_repeated():
    told = Diagnosis(code="loss-sign", message="your gradient is right for your own loss; the loss lacks a minus sign")
    shown = drawn(submission_report(samples.submission("s", samples.wrong("b", told, own_loss=True)), samples.report()))

    assert " ".join(shown.split()).count("own loss") == 1


def test_what_is_as_in_an_earlier_part_is_so_for_the_own_loss_as_well():
    run = samples.submission("s", samples.wrong("b", samples.SIGN), samples.wrong("d", samples.SIGN))

    assert drawn(submission_report(run, samples.report())).count("gradient of your own loss") == 1


def policy_lines(part, **shares):
    part = replace(part, shares={code.replace("_", "-"): Fraction(share) for code, share in shares.items()})
    shown = drawn(submission_report(samples.submission("s", part), samples.report()))
    return [" ".join(line.split()[1:]) for line in shown.splitlines() if line.split()[:1] == ["policy"]]


def test_a_share_that_was_given_is_told_and_only_that():
    partial = samples.part("b", samples.SHAPE, verdict=Verdict.PARTIAL)
    assert policy_lines(partial, shape="3/4") == ["shape earns 3/4"]
    assert policy_lines(samples.wrong("b", samples.SIGN), sign_flipped=0) == ["sign-flipped earns nothing"]
    assert policy_lines(samples.wrong("b", samples.SIGN), named_loss="1/4") == ["named-loss earns 1/4"]
    assert policy_lines(partial) == policy_lines(samples.wrong("b", samples.SHAPE)) == policy_lines(samples.part("b")) == []


def test_the_policy_of_the_run_is_one_line_of_the_class():
    assert "policy               partial 1/2  ·  shape 1/4  ·  numerical-gradient 0\n" in drawn(
        class_table(samples.school_class())
    )


@pytest.mark.parametrize("report", [submission_report, student_report])
def test_an_override_is_shown_with_what_was_judged_and_its_note(report):
    shown = drawn(report(samples.OVERRIDDEN, samples.report()))

    assert "points  12.5 by an instructor's override; judged 0\n" in shown
    assert "note    appeal of 3 May: right on paper, see page 2\n" in shown
    assert "70 / 100 points" in shown


def test_a_submission_that_could_not_be_run_may_be_given_points_all_the_same():
    shown = drawn(submission_report(samples.PARDONED, samples.report()))

    assert shown.count("shown at the board") == 2
    assert "20 / 100 points" in shown


def test_the_class_counts_overrides_and_lists_them():
    shown = drawn(class_table(samples.report(samples.OVERRIDDEN, samples.ALICE)), 120)
    lines = shown.splitlines()

    assert "alma  b  12.5, judged 0: appeal of 3 May: right on paper, see page 2" in shown
    assert next(line for line in lines if line.startswith("alma ")).split()[1:4] == ["70.0", "/", "100"]
    assert next(line for line in lines if line.startswith("alma ")).endswith(
        "g repeats-not-accumulated"
    )  # nothing of b is lost now


def test_parts_that_are_carried_forward_are_named_in_one_sentence():
    carried = (samples.part(i, carried=True) for i in ("f.loss", "f.vc", "g"))
    shown = drawn(submission_report(samples.submission("s", *carried), samples.report()))

    assert "f.loss, f.vc, g: judged with a correct function" in shown


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_drawn_again(name):
    page = PAGES[name]()

    assert [drawn(page, width) for width in (120, 60, 120)] == [drawn(PAGES[name](), width) for width in (120, 60, 120)]


def test_one_crash_in_many_parts_is_told_once():
    crashed = (samples.part(i, samples.RAISED, verdict=Verdict.ERROR, error=None) for i in ("a", "b", "c"))
    shown = drawn(submission_report(samples.submission("s", *crashed), samples.report()))

    assert shown.count("could not be broadcast") == 1
    assert shown.index("could not be broadcast") < shown.index("As in part a.  raised")
    assert shown.count("As in part a.  raised") == 2


def test_a_correct_part_is_not_compared_with_its_own_loss():
    result = samples.submission("s", samples.part("b", own_loss=True))

    assert "your own loss" not in drawn(submission_report(result, samples.report()))


def test_a_mistake_counts_once_for_each_submission():
    twice = samples.submission("s", samples.wrong("b", samples.SIGN, samples.SIGN))

    assert "sign-flipped ×1" in drawn(part_summary(samples.report(twice)))


def test_what_is_missing_is_no_mistake():
    missing = samples.part("b", samples.MISSING, verdict=Verdict.MISSING)
    run = samples.report(
        *(samples.submission(name, missing) for name in "st"), samples.submission("u", samples.wrong("b", samples.SIGN))
    )
    shown = drawn(part_summary(run))

    assert "sign-flipped ×1" in shown
    assert "missing ×" not in shown


def test_a_part_that_is_worth_less_in_one_interface_is_not_read_as_a_weak_one():
    half = samples.part("e")
    half = replace(half, score=half.score / 2, max_score=half.max_score / 2)
    whole = [samples.submission("s"), samples.submission("u")]

    assert "7.5 /  7.5" in drawn(part_summary(samples.report(whole[0], samples.submission("t", half))))
    assert "8.3 /  8.3" in drawn(part_summary(samples.report(*whole, samples.submission("t", half))))


def test_many_failures_do_not_bury_the_table():
    run = samples.report(*(samples.unjudged(f"s{i:02d}", "broken") for i in range(25)))

    assert "and 5 more" in drawn(class_table(run))
