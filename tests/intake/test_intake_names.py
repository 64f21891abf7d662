from __future__ import annotations

import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from grader.intake.names import ids, natural_key

NAMES = st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=8).filter(lambda n: n.strip("."))


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


def test_names_are_data_and_hold_no_control_characters():
    assert ids([folder("c", "\x1b[31malice\n\u202e")]) == ("␛[31malice↵ \u202e",)
    accent = unicodedata.normalize("NFD", "Zoë")
    assert ids([folder("c", accent)]) == (accent,)


def test_bytes_that_are_no_text_are_spelled_out_and_nothing_of_this_machine_is_added():
    places = [file("home", "somebody", "class", name) for name in ("zo\udceb.py", "zo\udcec.py", "\x80.py", "\x81.py", "\x82.py")]
    assert ids(places) == ("zo\\udceb", "zo\\udcec", "\ufffd", "\ufffd#2", "\ufffd#3")


def test_a_number_hits_no_other_name():
    assert ids([file("\x80"), file("\x81"), file("\ufffd#2")]) == ("\ufffd", "\ufffd#2", "\ufffd#2#2")


@given(st.lists(st.tuples(NAMES, NAMES, st.booleans()), max_size=12))
def test_ids_are_unique(parts: list[tuple[str, str, bool]]):
    places = list({Path("/", a, b): (Path("/", a, b), is_folder) for a, b, is_folder in parts}.values())
    assert len(set(ids(places))) == len(places)
