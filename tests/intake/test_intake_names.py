from __future__ import annotations

import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from grader.intake.names import ids, natural_key, readable

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=8).filter(lambda n: n.strip("."))


def folder(*parts: str) -> tuple[Path, bool]:
    return Path("/", *parts), True


def file(*parts: str) -> tuple[Path, bool]:
    return Path("/", *parts), False


def test_numbers_count_as_numbers():
    names = ["s10", "s2", "S1", "s1", "10", "9", "a", "B", ""]
    assert sorted(names, key=natural_key) == ["", "9", "10", "a", "B", "S1", "s1", "s2", "s10"]


@given(st.permutations(["", "1", "01", "a1", "A1", "a01", "²", "a٣", "a", "1a", "ß", "SS"]))
def test_the_order_does_not_depend_on_the_start(names: list[str]):
    assert sorted(names, key=natural_key) == ["", "01", "1", "1a", "a", "A1", "a01", "a1", "a٣", "SS", "ß", "²"]


def test_a_name_that_is_no_number_though_it_looks_like_one():
    assert min(["x²", "x٣", "x1"], key=natural_key) == "x1"


def test_a_folder_keeps_its_dots_and_a_file_loses_its_suffix():
    assert ids([folder("c", "v1.2"), file("c", "alice.b.py")]) == ("v1.2", "alice.b")


def test_same_names_get_as_much_of_the_path_as_tells_them_apart():
    places = [folder("c", "mon", "alice"), folder("c", "tue", "alice"), folder("c", "tue", "bob")]
    assert ids(places) == ("mon/alice", "tue/alice", "bob")


def test_a_file_and_a_folder_of_one_name():
    assert ids([file("c", "alice.py"), folder("c", "alice")]) == ("alice.py", "alice")


def test_a_longer_name_may_not_hit_a_third_one():
    places = [file("c", "alice.py"), folder("c", "alice"), folder("d", "alice.py")]
    assert len(set(ids(places))) == 3


def test_one_path_may_be_the_end_of_the_other():
    assert ids([folder("a2"), folder("x", "a2")]) == ("/a2", "x/a2")


def test_the_root_has_a_name_too():
    assert ids([folder()]) == ("submission",)
    assert ids([]) == ()


def test_names_are_data():
    assert ids([folder("c", "\x1b[31malice\n\u202e")]) == ("\x1b[31malice\n\u202e",)
    accent = unicodedata.normalize("NFD", "Zoë")
    assert ids([folder("c", accent)]) == (accent,)


def test_bytes_that_are_no_text_can_be_written_and_stay_apart():
    assert readable("zo\udceb") == "zo\ufffd"
    assert ids([folder("\udceb"), folder("\udcec")]) == ("/\ufffd", "/\ufffd#2")


@given(st.lists(st.tuples(NAMES, NAMES, st.booleans()), max_size=12))
def test_ids_are_unique(parts: list[tuple[str, str, bool]]):
    places = list({Path("/", a, b): (Path("/", a, b), is_folder) for a, b, is_folder in parts}.values())
    assert len(set(ids(places))) == len(places)
