"""Every page at every width: it fits, words stay whole, colour says nothing alone, no hostile text gets through."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from fractions import Fraction
from itertools import takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style
from rich.table import Table
from rich.text import Text

from grader.model import AppliedOverride, Diagnosis, Status, Verdict
from grader.report import (
    case_arrays,
    class_overview,
    class_table,
    error_message,
    note,
    student_report,
    submission_report,
    validation_table,
)
from grader.report.encoded_page import in_encoding
from grader.report.theme import STYLES, VERDICTS
from tests.report import replays, samples
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
    open_ones = replace(part, diagnosis=(diagnosis, replace(diagnosis, code="unknown")), wrong_numbers="5c")
    alike = [replace(samples.submission(f"{text}{i}", open_ones), id=text) for i in range(2)]
    run = samples.report(
        graded, *alike, failed, replace(failed, status=Status.REFUSED), samples.ALICE, policy={text: Fraction(1, 2)}
    )
    yield from (submission_report(submission, run, explain=True) for submission in run.submissions)
    yield class_table(run)
    yield class_overview(run)
    yield student_report(graded, run)
    yield case_arrays(replays.with_text(text))
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


def test_at_80_columns_the_costliest_mistake_and_the_titles_are_there():
    assert "b sign-flipped" in drawn(class_table(samples.school_class()), 80)
    assert "Gradient of all outside vectors" in drawn(class_overview(samples.school_class()), 80)


def test_a_wide_terminal_is_used():
    assert max(map(len, drawn(class_table(samples.school_class()), 160).splitlines())) > 120


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

    assert {w for w in drawn(PAGES[name](), width).split() if not set(w) <= set("─━╭╮╰╯")} <= words


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


def luminance(color):
    channels = [c / 255 for c in color]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("meaning", STYLES)
def test_a_style_is_readable_on_white_and_on_black(meaning):
    color = Style.parse(STYLES[meaning]).color

    if color is not None:
        assert color.number >= 16  # the first 16 are another colour in every terminal
        light = luminance(color.get_truecolor())
        assert min(1.05 / (light + 0.05), (light + 0.05) / 0.05) > 3.85


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


@pytest.mark.parametrize("validated", [True, False, None])
def test_a_reference_that_is_not_validated_is_said_once_with_what_to_run(validated):
    options = ("--seed", "3", "--assignment", "my course/softmax")
    two = samples.report(samples.ALICE, samples.FAILED, reference_validated=validated, options=options)
    one = replace(two, submissions=(samples.ALICE,))
    warning = "! reference not validated  as it stands; run grader validate --assignment 'my course/softmax'"

    for page in (submission_report(samples.ALICE, one), class_table(two)):
        assert drawn(page, 120).count(warning) == (validated is False)
        assert ("· reference validated" in " ".join(drawn(page, 200).split())) == (validated is True)
    assert "not validated" not in drawn(submission_report(samples.ALICE, two))
    assert "validated" not in drawn(student_report(samples.ALICE, one))


def test_a_validation_that_is_recalled_says_of_when_it_is():
    recalled = replace(samples.validation(), validated="2026-01-31")

    assert drawn(validation_table(recalled)).endswith("unchanged since it was validated on 2026-01-31; --fresh proves it again\n")
    assert "--fresh" not in drawn(validation_table(samples.validation()))


def test_a_validation_without_parts_proves_nothing():
    empty = replace(samples.validation(), parts=())

    assert "✗ reference not proved: there is no part" in drawn(validation_table(empty))


def test_no_mutants_is_a_failure_that_says_so():
    part = samples.validation().parts[0]
    none = replace(part, mutants=replace(part.mutants, rejected=0, total=0))

    assert "there was no wrong formula to reject" in drawn(validation_table(samples.validation(a=none)))


@pytest.mark.parametrize("result", [samples.ALICE, samples.submission("s", samples.wrong("h.vw", samples.SIGN)), samples.FAILED])
def test_a_page_ends_with_one_blank_line(result):
    text = drawn(submission_report(result, samples.report()))

    assert text.endswith("\n\n")
    assert not text.endswith("\n\n\n")


def test_the_page_of_the_author_has_no_errors_and_no_replay():
    result = replace(samples.EXPLAINED, parts=tuple(replace(p, others=()) for p in samples.EXPLAINED.parts))
    shown = drawn(student_report(result, samples.report()))
    whole = drawn(submission_report(samples.EXPLAINED, samples.report(), explain=True))

    assert samples.SIGN.message in shown
    assert "try     " in shown
    for text in ("rel. error", "2.0e+00", "--case", "Replay"):
        assert text not in shown
        assert text in whole


@pytest.mark.parametrize(
    ("odd", "line"),
    [
        (
            [samples.wrong("b", samples.SIGN)],
            "next: correct naive_softmax_loss_and_gradient (part b), then grader check s.py --part b",
        ),
        (
            [samples.wrong("b", samples.SIGN), samples.part("g", samples.MISSING, verdict=Verdict.MISSING)],
            "next: write negative_sampling_loss_and_gradient (part g), then grader check s.py --part g",
        ),
        ([samples.part("c", samples.SHAPE, verdict=Verdict.PARTIAL)], "(part c), then grader check s.py --part c"),
    ],
)
def test_the_author_is_told_what_to_do_next(odd, line):
    result = samples.submission("s", *odd, path="s.py")

    assert line in " ".join(drawn(student_report(result, samples.report())).replace("`", "").split())


def test_where_all_is_right_nothing_comes_next():
    assert "next:" not in drawn(student_report(samples.submission("s"), samples.report()))
    assert "next:" not in drawn(student_report(samples.FAILED, samples.report()))


def test_a_function_that_is_not_written_takes_one_line_and_its_parts_one_each():
    lines = drawn(student_report(samples.UNWRITTEN, samples.report())).splitlines()
    heading = lines.index("naive_softmax_loss_and_gradient  not written yet, word2vec.py line 25")

    assert [line.split()[0] for line in lines[heading + 1 : heading + 5]] == ["a", "b", "c", "d"]
    assert sum("not written yet" in line for line in lines) == 3


def test_parts_of_one_function_stand_together():
    parts = {p.id: p for p in samples.submission("s").parts}
    result = replace(samples.submission("s"), parts=tuple(parts[i] for i in ("a", "f.vc", "b", "g")))
    shown = drawn(student_report(result, samples.report()))

    assert shown.count(samples.SOFTMAX) == shown.count(samples.SAMPLING) == 1
    assert [line.split()[0] for line in shown.splitlines() if line.startswith("  ")] == ["a", "b", "f.vc", "g"]


def test_nothing_is_ticked_and_no_bar_is_green_where_points_are_missing():
    poor = samples.submission("s", *(samples.wrong(i, samples.SIGN) for i in samples.PARTS))
    green = Style.parse(STYLES["bar.all"]).render("━", color_system=ColorSystem.STANDARD).partition("━")[0]

    assert "✓" not in drawn(student_report(poor, samples.report()))
    assert f"{green}━" not in drawn(student_report(samples.ALICE, samples.report()), colors="standard")
    assert f"{green}━" in drawn(student_report(samples.submission("s"), samples.report()), colors="standard")


def test_further_explanations_are_drawn_on_request():
    assert samples.FURTHER.value not in drawn(submission_report(samples.EXPLAINED, samples.report()))


@pytest.mark.parametrize("report", [submission_report, student_report])
@pytest.mark.parametrize(
    ("own_loss", "loss_part", "said"),
    [
        (True, "a", "loss It is the gradient of your own loss, and that loss is wrong: see part a."),
        (True, "", "loss It is the gradient of your own loss on these inputs; no part checks that loss there."),
        (True, None, None),
        (False, "a", None),
        (None, None, None),
    ],
)
def test_the_own_loss_is_mentioned_only_where_it_says_where_to_look(report, own_loss, loss_part, said):
    part = replace(samples.wrong("b", samples.SIGN, own_loss=own_loss), loss_part=loss_part)
    shown = " ".join(drawn(report(samples.submission("s", part), samples.report())).split())

    assert ("own loss" in shown) == (said is not None)
    assert said is None or said in shown


def test_a_diagnosis_that_speaks_of_the_own_loss_is_not_repeated():
    told = Diagnosis(code="loss-sign", message="your gradient is right for your own loss; the loss lacks a minus sign")
    shown = drawn(submission_report(samples.submission("s", samples.wrong("b", told, own_loss=True)), samples.report()))

    assert " ".join(shown.split()).count("own loss") == 1


def test_what_is_as_in_an_earlier_part_is_so_for_the_own_loss_as_well():
    run = samples.submission("s", *(samples.wrong(i, samples.SIGN, own_loss=True) for i in "bd"))

    assert drawn(submission_report(run, samples.report())).count("gradient of your own loss") == 1


def policy_of(*shares):
    parts = [replace(samples.wrong(i, samples.SIGN), shares=s) for i, s in zip("bcd", shares, strict=False)]
    shown = drawn(submission_report(samples.submission("s", *parts), samples.report()))
    return [line for line in shown.splitlines() if line.startswith("policy")]


def test_a_share_that_the_policy_leaves_is_said_once():
    none, half = {"sign-flipped": Fraction(0)}, {"shape": Fraction(1, 2)}

    assert policy_of(none, none) == ["policy  sign-flipped earns nothing"]
    assert policy_of(half, none, half) == ["policy  shape earns 1/2 of the points, sign-flipped earns nothing"]
    assert policy_of({}) == []


def test_the_policy_of_the_run_is_one_line_of_the_class():
    assert "policy               partial 1/2, shape 1/4, numerical-gradient 0\n" in drawn(class_table(samples.school_class()))


def test_how_to_grade_with_an_older_numpy_is_said_once():
    """Below the table of a class or, where there is none, in the only report; never to a student, and not without a reason."""
    said = "name the interpreter of its environment (--python PATH)"
    needs_it = samples.submission("alice", samples.wrong("b", Diagnosis(code="array-as-number", message="an array is used")))
    alone, of_two = samples.report(needs_it), samples.report(needs_it, replace(needs_it, id="bob"), samples.submission("carol"))

    def count(page):
        return " ".join(drawn(page).split()).count(said)

    assert [count(submission_report(needs_it, alone)), count(submission_report(needs_it, of_two))] == [1, 0]
    assert "2 submissions use an array as a number" in drawn(class_table(of_two))
    assert (count(class_table(of_two)), count(class_table(samples.school_class()))) == (1, 0)
    assert count(student_report(needs_it, alone)) == 0


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
    costliest = next(line for line in lines if line.startswith("alma "))
    assert costliest.endswith("g repeats-not-accumulated")  # nothing of b is lost now


def test_parts_that_are_carried_forward_are_named_in_one_sentence():
    carried = (samples.part(i, carried=True) for i in ("f.loss", "f.vc", "g"))
    shown = drawn(submission_report(samples.submission("s", *carried), samples.report()), 120)

    assert "Parts f.loss, f.vc and g were judged with a correct sigmoid in place of the file's own." in shown
    only = samples.submission("s", samples.part("g", carried=True))
    assert "Part g was judged with a correct sigmoid in place of your own." in drawn(student_report(only, samples.report()))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_drawn_again(name):
    page = PAGES[name]()

    assert [drawn(page, width) for width in (120, 60, 120)] == [drawn(PAGES[name](), width) for width in (120, 60, 120)]


def test_one_crash_in_many_parts_is_told_once():
    crashed = (samples.part(i, samples.RAISED, verdict=Verdict.ERROR, error=None) for i in ("a", "b", "c"))
    shown = drawn(submission_report(samples.submission("s", *crashed), samples.report()))

    assert shown.count("could not be broadcast") == 1
    assert shown.index("could not be broadcast") < shown.index("as in part a  [raised]")
    assert shown.count("as in part a  [raised]") == 2


def test_a_correct_part_is_not_compared_with_its_own_loss():
    result = samples.submission("s", samples.part("b", own_loss=True))

    assert "your own loss" not in drawn(submission_report(result, samples.report()))


def mistakes(report):
    """The words of each row of the table of mistakes."""
    lines = drawn(class_overview(report)).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("mistake"))
    return [line.split() for line in takewhile(bool, lines[start + 2 :])]


def test_a_mistake_counts_once_for_each_submission():
    twice = samples.submission("s", samples.wrong("b", samples.SIGN, samples.SIGN))

    assert mistakes(samples.report(twice)) == [["sign-flipped", "s", "b", "1"]]


def test_what_is_missing_is_no_mistake():
    missing = samples.part("b", samples.MISSING, verdict=Verdict.MISSING)
    run = samples.report(
        *(samples.submission(name, missing) for name in "st"), samples.submission("u", samples.wrong("b", samples.SIGN))
    )

    assert mistakes(run) == [["sign-flipped", "u", "b", "1"]]


def test_the_commonest_mistake_comes_first_with_all_who_made_it():
    run = samples.report(
        samples.submission("s", samples.wrong("b", samples.SIGN), samples.wrong("c", samples.SIGN)),
        samples.submission("t", samples.wrong("d", samples.FACTOR)),
        samples.submission("u", samples.wrong("d", samples.FACTOR)),
    )

    assert mistakes(run) == [["constant-factor", "t,", "u", "d", "2"], ["sign-flipped", "s", "b", "c", "1"]]


def test_a_mistake_of_many_does_not_bury_the_others():
    run = samples.report(*(samples.submission(f"s{i:02d}", samples.wrong("b", samples.SIGN)) for i in range(25)))

    row = " ".join(word for row in mistakes(run) for word in row)
    assert "s09, b 25 and 15 more" in row


def test_a_part_that_is_worth_less_in_one_interface_is_not_read_as_a_weak_one():
    half = samples.part("e")
    half = replace(half, score=half.score / 2, max_score=half.max_score / 2)
    whole = [samples.submission("s"), samples.submission("u")]

    shown = drawn(class_overview(samples.report(*whole, samples.submission("t", half))))

    assert next(line for line in shown.splitlines() if line.startswith("e ")).endswith("100.0 %")


def test_many_failures_do_not_bury_the_table():
    run = samples.report(*(samples.unjudged(f"s{i:02d}", "broken") for i in range(25)))

    assert "and 5 more" in drawn(class_table(run))


@pytest.mark.parametrize(
    ("message", "above", "following"),
    [
        (
            "sigmoid stands inside class A (line 3); it must stand at top level",
            "stands inside class A",
            "move sigmoid to top level",
        ),
        ("there is no sigmoid; did you mean sigmiod?", "not in this file; did you mean sigmiod?", "write sigmoid"),
        ("not written yet", "not written yet", "write sigmoid"),
    ],
)
def test_a_function_that_is_missing_is_named_once_and_what_to_do_follows(message, above, following):
    diagnosis = Diagnosis(code="missing", message=message, where="gradient")
    part = replace(samples.part("e", diagnosis, verdict=Verdict.MISSING, error=None), function="sigmoid")
    shown = drawn(student_report(samples.submission("s", part), samples.report()))
    assert f"sigmoid  {above}" in " ".join(shown.split("\n"))
    assert f"next: {following} (part e)" in shown
    assert ", gradient" not in shown
