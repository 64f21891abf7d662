from __future__ import annotations

import fractions
from typing import NamedTuple

import numpy as np
import pytest

PLENTY = 10**6


@pytest.fixture
def plain(boxed):
    return lambda value, most=PLENTY: boxed("outputs").plain(value, most)


@pytest.fixture
def parts(boxed):
    return lambda value, due: boxed("outputs").parts(value, due)


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        (1.5, "<f8"),
        (3, "<i8"),
        (True, "|b1"),
        (np.float32(1.5), "<f4"),
        (np.float16(1.5), "<f4"),
        (np.longdouble(1.5), "<f8"),
        (np.uint8(7), "<i8"),
        (np.uint64(7), "<i8"),
        (np.zeros((0,), np.uint64), "<i8"),
        (np.int16(-7), "<i8"),
        ([[1, 2], [3, 4]], "<i8"),
        (((1.0, 2.0),), "<f8"),
        ([np.array([1.0, 2.0]), [3.0, 4.0]], "<f8"),
        (np.array([np.nan, np.inf]), "<f8"),
        (np.arange(3.0).astype(">f8"), "<f8"),
        (np.asfortranarray(np.ones((2, 3))), "<f8"),
    ],
)
def test_numbers_come_as_they_are(plain, value, dtype):
    array = plain(value)
    assert type(array) is np.ndarray
    assert array.dtype.str == dtype
    assert np.array_equal(array, value, equal_nan=True)
    assert array.flags.c_contiguous


def test_a_scalar_stays_a_scalar(plain):
    assert plain(np.float64(2.0)).shape == ()


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "NoneType"),
        ("0.5", "str"),
        (b"0.5", "bytes"),
        ({}, "dict"),
        ({1.0}, "set"),
        (1j, "complex"),
        (10**30, "int"),
        (fractions.Fraction(1, 2), "Fraction"),
        ([[1.0], [1.0, 2.0]], "list"),
        ((None, 1.0), "tuple"),
        (NotImplemented, "NotImplementedType"),
        (print, "builtin_function_or_method"),
        ((x for x in ()), "generator"),
        (np.array([1j]), "ndarray of complex128"),
        (np.array([None]), "ndarray of object"),
        (np.array(["a"]), "ndarray of str32"),
        (np.array(["2020-01-01"], "datetime64[D]"), "ndarray of datetime64[D]"),
        (np.array([2**63], np.uint64), "ndarray of uint64"),
        (np.zeros((1,) * 7), "ndarray of float64 with 7 dimensions"),
    ],
)
def test_what_is_no_number_comes_as_a_name(plain, value, name):
    assert plain(value) == name


class Matrix(np.ndarray):
    """A subclass that lies wherever it can."""

    def __array_finalize__(self, other):
        pass

    def __eq__(self, other):
        return True

    __hash__ = None

    @property
    def size(self):
        return 0


def test_subclasses_come_as_their_numbers(plain):
    for value in (np.ones((2, 2)).view(Matrix), np.ma.masked_array([1.0, 2.0], [True, False])):
        array = plain(value)
        assert type(array) is np.ndarray
        assert array.dtype == np.float64


def raising(error):
    class Evil:
        def __array__(self, *_, **__):
            raise error

    return Evil()


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit(0), KeyboardInterrupt(), MemoryError(), RecursionError()])
def test_an_array_protocol_that_raises(plain, error):
    assert plain(raising(error)) == "Evil"


def test_an_array_protocol_that_answers(plain):
    class Kind:
        def __array__(self, *_, **__):
            return np.ones(2).view(Matrix)

    assert type(plain(Kind())) is np.ndarray


def test_a_metaclass_has_no_say_in_the_name(boxed):
    class Meta(type):
        @property
        def __name__(cls):
            raise SystemExit

    class Strange(metaclass=Meta):
        pass

    assert boxed("outputs").type_name(Strange) == "Strange"


@pytest.mark.parametrize("value", [np.broadcast_to(1.0, (2**20, 2**20)), np.zeros(200, np.float16)])
def test_too_many_numbers_are_refused_before_they_are_copied(boxed, plain, value):
    with pytest.raises(boxed("outputs").TooLargeError, match="shape"):
        plain(value, 799)


class Pair(NamedTuple):
    loss: int
    gradient: int


@pytest.mark.parametrize(
    ("value", "due", "found"),
    [
        ((1, 2), 2, [1, 2]),
        ([1, 2, 3], 2, [1, 2, 3]),
        (Pair(1, 2), 2, [1, 2]),
        ((), 2, []),
        ((1, 2), 1, [(1, 2)]),
        (5.0, 3, [5.0]),
        (None, 3, [None]),
        (np.array([1.0, None], object), 2, [1.0, None]),
    ],
)
def test_a_sequence_is_taken_apart_where_more_is_due(parts, value, due, found):
    assert parts(value, due) == found


def test_an_array_of_numbers_is_one_output(parts):
    value = np.array([1.0, 2.0, 3.0])
    assert parts(value, 3)[0] is value
    square = np.full((2, 2), None)
    assert parts(square, 2)[0] is square


def test_no_more_parts_than_are_told_apart(boxed, parts):
    assert len(parts((0,) * 10**6, 2)) == boxed("outputs").MOST_PARTS


def test_a_tuple_that_lies_about_its_items(parts):
    class Liar(tuple):
        __slots__ = ()

        def __iter__(self):
            raise SystemExit

        def __len__(self):
            return 0

    class Pretender:
        __class__ = tuple

    assert parts(Liar((1, 2)), 2) == [1, 2]
    pretender = Pretender()
    assert parts(pretender, 2) == [pretender]
