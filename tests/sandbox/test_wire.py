from __future__ import annotations

import json
import struct
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.sandbox import wire
from grader.sandbox.wire import Frame, WireError

MIB = 2**20


def reader(raw: bytes) -> wire.Take:
    """Takes from bytes, as a pipe that has ended would give them. Asking for more than could be there is an error of the test."""
    position = 0

    def take(count: int) -> bytes:
        nonlocal position
        assert 0 <= count <= max(MIB, wire.MOST_HEADER)
        if position + count > len(raw):
            raise EOFError
        position += count
        return raw[position - count : position]

    return take


def read(raw: bytes) -> Frame:
    return wire.read(reader(raw), most_bytes=MIB)


def framed(header: bytes, payload: bytes = b"", *, magic: bytes = wire.MAGIC, length: int | None = None) -> bytes:
    return magic + struct.pack("<I", len(header) if length is None else length) + header + payload


def announced(*specs: Any) -> bytes:
    return framed(json.dumps({"arrays": specs}).encode())


arrays = st.lists(
    hnp.arrays(
        st.sampled_from(["<f8", "<f4", "<i8", "|b1"]),
        hnp.array_shapes(min_dims=0, max_dims=wire.MOST_DIMENSIONS, min_side=0, max_side=4),
    ),
    max_size=4,
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first text that it draws takes a second, on a fresh machine
@given(arrays, st.dictionaries(st.sampled_from(["id", "call", "other"]), st.integers() | st.text()))
def test_what_is_written_is_read_bit_for_bit(sent, header):
    frame = read(wire.encode(header, sent))
    assert {key: frame.header[key] for key in header} == header
    assert [a.dtype for a in frame.arrays] == [a.dtype for a in sent]
    assert [a.shape for a in frame.arrays] == [a.shape for a in sent]
    assert [a.tobytes() for a in frame.arrays] == [a.tobytes() for a in sent]


def test_arrays_are_the_judges_own():
    array, other = read(wire.encode({}, [np.arange(3.0), np.arange(3.0)])).arrays
    assert type(array) is np.ndarray
    array[:] = 7.0
    assert list(other) == [0.0, 1.0, 2.0]


def test_a_layout_in_columns_arrives_in_rows():
    sent = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    (array,) = read(wire.encode({}, [sent])).arrays
    assert np.array_equal(array, sent)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (framed(b"{}", magic=b"GF2\n"), "no frame"),
        (b"Traceback (most recent call last)", "no frame"),
        (framed(b"", length=wire.MOST_HEADER + 1), "a header of"),
        (framed(b"", length=2**32 - 1), "a header of"),
        (framed(b"[]"), "not an object"),
        (framed(b"7"), "not an object"),
        (framed(b""), "cannot be read"),
        (framed(b"\xff\xfe{}"), "cannot be read"),
        (framed(b"{'a': 1}"), "cannot be read"),
        (framed(b'{"arrays": [], "a": NaN}'), "cannot be read"),
        (framed(b"[" * 60_000), "cannot be read"),
        (framed(b'{"a": ' * 10_000), "cannot be read"),
        (framed(b'{"arrays": [["<f8", [' + b"9" * 5000 + b"]]]}"), "cannot be read"),
        (framed(b"{}"), "list of arrays"),
        (framed(b'{"arrays": {}}'), "list of arrays"),
        (announced(*[["<f8", []]] * (wire.MOST_ARRAYS + 1)), "list of arrays"),
    ],
)
def test_a_frame_that_is_none_is_refused(raw, why):
    with pytest.raises(WireError, match=why):
        read(raw)


@pytest.mark.parametrize(
    "spec",
    [
        None,
        [],
        ["<f8"],
        ["<f8", [1], 2],
        ["|O", [1]],
        ["<c16", [1]],
        ["|u1", [1]],
        ["<U9", [1]],
        [["<f8"], [1]],
        ["<f8", 3],
        ["<f8", "33"],
        ["<f8", [-1]],
        ["<f8", [-1, -1]],
        ["<f8", [1.0]],
        ["<f8", [True]],
        ["<f8", [None]],
        ["<f8", [1] * (wire.MOST_DIMENSIONS + 1)],
    ],
)
def test_an_array_that_may_not_be_is_refused(spec):
    with pytest.raises(WireError, match="dtype or shape"):
        read(announced(spec))


@pytest.mark.parametrize("shape", [[MIB], [2**62], [2**32, 2**32], [10**4000]])
def test_too_many_bytes_are_refused_before_memory_is_taken(shape):
    with pytest.raises(WireError, match="allowed"):
        read(announced(["<f8", shape]))


def test_the_sum_counts_not_each_array():
    half = ["<f8", [MIB // 16 + 1]]
    with pytest.raises(WireError, match="allowed"):
        read(announced(half, half))


def test_an_empty_array_of_an_impossible_shape_is_refused():
    with pytest.raises(WireError, match="impossible shape"):
        read(announced(["<f8", [0, 2**62, 2**62]]))


def test_wrong_shapes_come_through():
    (array,) = read(wire.encode({}, [np.zeros((1, 1, 5))])).arrays
    assert array.shape == (1, 1, 5)


def test_the_end_of_the_stream_within_a_frame_is_the_end_of_the_stream():
    raw = wire.encode({"id": 1}, [np.zeros(9)])
    for length in (0, 3, 8, 20, len(raw) - 1):
        with pytest.raises(EOFError):
            read(raw[:length])


def survives(raw: bytes) -> None:
    """Reading ends in a frame, in WireError or at the end of the stream, and in nothing else."""
    try:
        frame = read(raw)
    except (WireError, EOFError):
        return
    assert sum(array.nbytes for array in frame.arrays) <= MIB


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(raw):
    survives(raw)


@given(st.binary(max_size=300), st.binary(max_size=64))
def test_no_header_breaks_the_reader(header, payload):
    survives(framed(header, payload))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(sorted(wire.DTYPES)),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=12,
)
specs = st.lists(
    json_values
    | st.tuples(
        st.sampled_from([*sorted(wire.DTYPES), "|O"]),
        st.lists(st.integers(-1, 2**70) | st.integers(0, 3) | json_values, max_size=6),
    ),
    max_size=4,
)


@given(st.fixed_dictionaries({"arrays": specs | json_values, "id": json_values}), st.binary(max_size=200))
def test_no_well_formed_header_breaks_the_reader(header, payload):
    survives(framed(json.dumps(header).encode(), payload))


@given(st.integers(0, 400), st.binary(min_size=1, max_size=4))
def test_no_damage_breaks_the_reader(position, damage):
    raw = wire.encode({"id": 3, "outputs": [0, 1]}, [np.arange(12.0).reshape(3, 4), np.zeros(5, "<i8")])
    position = min(position, len(raw) - 1)
    survives(raw[:position] + damage + raw[position + len(damage) :])


def test_a_refusal_takes_no_memory():
    raw = announced(["<f8", [2**40, 2**10]])
    tracemalloc.start()
    try:
        with pytest.raises(WireError):
            read(raw)
        assert tracemalloc.get_traced_memory()[1] < MIB
    finally:
        tracemalloc.stop()


# --- short answers --------------------------------------------------------------------------------------------------------


def short(layout: object, payload: bytes = b"", *, length: int | None = None) -> bytes:
    """A short answer to call 2 of request 9."""
    text = layout if isinstance(layout, bytes) else json.dumps(layout).encode()
    return wire.ANSWER_MAGIC + struct.pack("<III", len(text) if length is None else length, 9, 2) + text + payload


def both(raw: bytes, most_bytes: int = MIB) -> list[object]:
    """What the two readers of a short answer make of these bytes: what is left, and the outputs or the reason."""
    found: list[object] = []
    for quick in (True, False):
        arrived = bytearray(raw)

        def take(count: int, arrived: bytearray = arrived) -> bytes:
            if len(arrived) < count:
                raise EOFError
            taken = bytes(arrived[:count])
            del arrived[:count]
            return taken

        try:
            frame = wire.read_answer(arrived, most_bytes=most_bytes) if quick else None
            frame = frame or wire.read(take, most_bytes=most_bytes)
        except (WireError, EOFError) as error:
            found.append((type(error), str(error)))
            continue
        assert frame.outputs is not None
        outputs = [each if isinstance(each, str) else (each.dtype, each.shape, each.tobytes()) for each in frame.outputs]
        found.append((bytes(arrived), frame.header, outputs))
    return found


SHORT = short([["<f8", [2]], "NoneType", ["|b1", [3]], ["<i8", []]], bytes(16 + 3 + 8))


@pytest.mark.parametrize("rest", [b"", b"more", SHORT])
def test_a_short_answer_is_taken_from_what_has_arrived(rest):
    one, other = both(SHORT + rest)
    assert one == other
    assert one[:2] == (rest, {"id": 9, "call": 2})
    assert [each[1] for each in one[2] if not isinstance(each, str)] == [(2,), (3,), ()]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (short({}), "not a list"),
        (short(["x"] * (wire.MOST_ARRAYS + 1)), "too many"),
        (short([7]), "dtype or shape"),
        (short([["|O", [1]]], bytes(8)), "dtype or shape"),
        (short([["<f8", [-1]]]), "dtype or shape"),
        (short([["<f8", [2**40]]]), "are allowed"),
        (short([["<f8", [0, 2**62, 2**62]]]), "impossible shape"),
        (short(b"[" * 400), "cannot be read"),
        (short(b"[NaN]"), "cannot be read"),
        (short([], length=2**32 - 1), "a header of"),
    ],
)
def test_a_short_answer_that_is_refused(raw, why):
    one, other = both(raw)
    assert one == other
    assert one[0] is WireError
    assert why in one[1]


@given(st.integers(0, len(SHORT) - 1), st.binary(max_size=4))
def test_both_readers_agree_on_any_damage(position, damage):
    one, other = both(SHORT[:position] + damage)
    assert one == other


def test_an_array_of_a_large_answer_does_not_keep_the_others():
    (frame,) = [wire.read_answer(bytearray(short([["<f8", [2]], ["<f8", [100_000]]], bytes(800_016))), most_bytes=MIB)]
    assert all(each.base is None for each in frame.outputs)
