"""Student text made harmless, character by character."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from grader.model.texts import plain
from grader.report.escaping import MARKS_PER_LETTER, middle_cut, printable, shown_lines

ANY_TEXT = st.text(st.characters())
ALLOWED = set("LMNPS")


@given(text=ANY_TEXT)
def test_no_control_or_format_character_survives(text):
    assert all(c == " " or unicodedata.category(c)[0] in ALLOWED for c in printable(text))


@given(text=ANY_TEXT, limit=st.integers(1, 50))
def test_the_limit_holds(text, limit):
    assert len(printable(text, limit=limit)) <= limit


@given(text=ANY_TEXT)
def test_twice_is_once(text):
    assert printable(printable(text)) == printable(text)


@given(text=ANY_TEXT)
def test_any_encoding_of_unicode_takes_it(text):
    printable(text).encode("utf-8")
    plain(text).encode("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "Every entry has the opposite sign: 0.41 where -0.41 is right.",
        "naïve Öl façade Ærøskøbing",
        "Tiếng Việt",
        unicodedata.normalize("NFD", "Tiếng Việt"),
        "Ελληνικά и кириллица",
        "李小龙 ひらがな 한국어",
        "עִבְרִית",
        "العربية",
        "हिन्दी தமிழ்",
        "ภาษาไทย",
        "∂J/∂v_c = U(ŷ − y), σ′(x) ≤ ¼ ± 3·10⁻¹¹",
        "😀 👍🏽",
        "[bold]not markup[/bold] \\[",
    ],
)
def test_ordinary_text_of_any_language_stays(text):
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("\x00\x07\x08\x7f", "␀␇␈␡"),
        ("\x9b31m", "\ufffd31m"),
        ("one\ntwo\r\nthree", "one↵ two↵ three"),
        ("over\rwritten", "overwritten"),
        ("a\tb", "a b"),
        ("a\u2028b\u2029c\x85d", "a↵ b↵ c↵ d"),
        ("\u202e100", "\ufffd100"),
        ("al\u200bice", "al\ufffdice"),
        ("al\u200dice", "al\ufffdice"),
        ("می\u200cخواهم", "میخواهم"),
        ("👩\u200d💻", "👩💻"),
        ("❤\ufe0f", "❤"),
        ("\udce9", "\ufffd"),
        ("\ue000\U0010ffff\ufdd0", "\ufffd\ufffd\ufffd"),
        ("a\u3164b\u2800c\u115f", "a\ufffdb\ufffdc\ufffd"),
        ("a\u00a0b\u3000c\u2003d", "a b c d"),
        ("\u0301a", "◌\u0301a"),
        ("a" + "\u0301" * 50 + "b", "a" + "\u0301" * MARKS_PER_LETTER + "b"),
        ("\u0301" * 50, "◌" + "\u0301" * MARKS_PER_LETTER),
    ],
)
def test_what_could_deceive_is_made_visible_or_dropped(text, safe):
    assert printable(text) == safe


def test_a_cut_shows():
    assert printable("x" * 10_000, limit=10) == "xxxxxxxxx…"
    assert printable("x" * 10, limit=10) == "x" * 10
    assert printable("❤\ufe0f" * 10, limit=6) == "❤❤❤❤…"


@given(text=st.text(max_size=60), width=st.integers(0, 40))
def test_a_middle_cut_fits(text, width):
    assert cell_len(middle_cut(printable(text), width=width)) <= width


def test_a_middle_cut_keeps_both_ends():
    assert middle_cut("assignsubmission_file_0001_bob", width=16) == "assignsubm…1_bob"
    assert middle_cut("short", width=16) == "short"


def test_a_surrogate_is_spelled_out_so_that_names_stay_apart():
    assert plain("caf\udce9") == "caf\\udce9"
    assert plain("café") == "café"


def test_lines_of_our_own_keep_their_ends_and_nothing_else():
    assert shown_lines("residual:\n\t-u_o\x1b[0m").plain == "residual:\n    -u_o␛[0m"
    assert shown_lines("").plain == ""
