"""Groups that are alike: who is named, and above all who is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.model import Diagnosis, Status, Verdict
from grader.report.alike import FEWEST, SHARE_OF_CLASS, same_files, same_wrong_numbers
from tests.report import samples

NAMED = ("sign-flipped", "missing-true-word", "constant-factor", "not-accumulated")
OPEN = ("unknown", "only-repeated", "wrong-when-repeats", "right-only-when-square", "violates-rows-sum", "varying-factor")


def student(name, *, source="", **wrong):
    """A submission with wrong parts: by id (f_vc for f.vc), a code and the numbers."""
    odd = (
        replace(samples.wrong(part.replace("_", "."), Diagnosis(code=code, message="")), wrong_numbers=numbers)
        for part, (code, numbers) in wrong.items()
    )
    result = samples.submission(name, *odd)
    return replace(result, source_sha256=source) if source else result


def named(groups):
    return [[member.id for member in group.members] for group in groups]


def crowd(number):
    return [samples.submission(f"s{i}") for i in range(number)]


@pytest.mark.parametrize("code", OPEN)
def test_numbers_that_no_formula_explains_are_named(code):
    pair = [student("alice", b=(code, "1")), student("bob", b=(code, "1"))]

    (group,) = same_wrong_numbers([*crowd(5), *pair, student("carol", b=(code, "2"))])

    assert (named([group]), group.parts, group.codes) == ([["alice", "bob"]], ("b",), (code,))


@pytest.mark.parametrize("code", NAMED)
def test_a_textbook_mistake_names_nobody(code):
    assert not same_wrong_numbers([student("alice", b=(code, "1")), student("bob", b=(code, "1"))])


def test_one_mistake_in_many_parts_names_nobody():
    wrong = {part: ("sign-flipped", part) for part in ("b", "c", "d", "f_vc", "g")}

    assert not same_wrong_numbers([student("alice", **wrong), student("bob", **wrong)])


@pytest.mark.parametrize(("different", "found"), [(1, []), (2, []), (3, [["alice", "bob"]]), (4, [["alice", "bob"]])])
def test_several_different_mistakes_do_not_coincide_by_chance(different, found):
    wrong = {part: (code, part) for part, code in zip(("b", "d", "f_vc", "g"), NAMED[:different], strict=False)}
    almost = {**wrong, "b": (NAMED[0], "another rounding")}

    assert named(same_wrong_numbers([student("alice", **wrong), student("bob", **wrong), student("carol", **almost)])) == found


def test_what_a_sizeable_part_of_a_class_has_is_a_common_mistake():
    def found(members, others):
        same = [student(f"t{i}", b=("unknown", "1")) for i in range(members)]
        return len(same_wrong_numbers([*same, *crowd(others)]))

    assert (found(FEWEST, 0), found(FEWEST + 1, 0)) == (1, 0)
    assert (found(10, 190), found(11, 189)) == (1, 0)
    assert 200 * SHARE_OF_CLASS == 10


def test_one_group_names_all_parts_that_it_shares_and_comes_before_lesser_ones():
    lesser = [student(name, e=("unknown", "9")) for name in ("carol", "dan", "eve")]
    wrong = {"b": ("unknown", "1"), "f_vc": ("single-entry", "2"), "g": ("sign-flipped", "3")}
    pair = [student("alice", **wrong), student("bob", **wrong | {"h_vw": ("unknown", "4")})]

    first, second = same_wrong_numbers([*lesser, *pair])

    assert (named([first]), first.parts) == ([["alice", "bob"]], ("b", "f.vc", "g"))
    assert (named([second]), second.parts) == ([["carol", "dan", "eve"]], ("e",))


def test_identical_files_are_no_news_here():
    twins = [student(name, source="5c", b=("unknown", "1")) for name in ("alice", "bob")]

    assert not same_wrong_numbers(twins)
    assert named(same_wrong_numbers([*twins, student("carol", b=("unknown", "1"))])) == [["alice", "carol"]]


def test_identical_files_are_grouped_the_largest_group_first():
    class_ = [
        student(name, source=source) for name, source in (("a", "1"), ("b", "2"), ("c", "1"), ("d", "2"), ("e", "2"), ("f", "3"))
    ]

    assert [[member.id for member in group] for group in same_files(class_)] == [["b", "d", "e"], ["a", "c"]]


def test_nobody_is_named_for_a_file_that_was_not_read_or_not_written():
    refused = [samples.unjudged(name, "a link", status=Status.REFUSED) for name in "ab"]
    missing = (samples.part(i, samples.MISSING, verdict=Verdict.MISSING) for i in samples.PARTS)
    template = replace(samples.submission("c", *missing), source_sha256="5c")

    assert not same_files([*refused, template, replace(template, id="d")])
