from __future__ import annotations

import os
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.sandbox import wire as trusted

headers = st.dictionaries(
    st.text(st.characters(codec="utf-8"), max_size=8).filter(lambda key: key != "arrays"),
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.lists(st.floats(allow_nan=False), max_size=3),
    max_size=5,
)
arrays = st.lists(
    hnp.arrays(st.sampled_from(["<f8", "<f4", "<i8", "|b1"]), hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3)),
    max_size=3,
)


def through_a_pipe(wire, raw: bytes):
    """Read a frame as the box does, from a descriptor."""
    readable, writable = os.pipe()

    def feed() -> None:
        with os.fdopen(writable, "wb") as pipe:
            pipe.write(raw)

    thread = threading.Thread(target=feed)
    thread.start()
    try:
        return wire.Reader(readable).frame()
    finally:
        thread.join()
        os.close(readable)


@given(header=headers, sent=arrays)
def test_both_halves_write_the_same_bytes(boxed, header, sent):
    assert boxed("inside_wire").encode(header, sent) == trusted.encode(header, sent)


@given(
    number=st.integers(0, 2**32 - 1),
    call=st.integers(0, 2**32 - 1),
    outputs=st.lists(arrays.map(lambda some: [*some, "a type"][0]), max_size=5),
)
def test_the_judge_reads_a_short_answer(boxed, number, call, outputs):
    raw = boxed("inside_wire").encode_answer(number, call, outputs)
    position = 0

    def take(count: int) -> bytes:
        nonlocal position
        position += count
        return raw[position - count : position]

    frame = trusted.read(take, most_bytes=len(raw))
    assert (position, frame.header) == (len(raw), {"id": number, "call": call})
    assert [str(each) if isinstance(each, str) else (each.dtype, each.shape, each.tobytes()) for each in frame.outputs] == [
        each if isinstance(each, str) else (each.dtype, each.shape, each.tobytes()) for each in outputs
    ]


@given(header=headers, sent=arrays)
def test_the_box_reads_what_the_judge_writes(boxed, header, sent):
    read_header, read_arrays = through_a_pipe(boxed("inside_wire"), trusted.encode(header, sent))
    assert {key: read_header[key] for key in header} == header
    assert [(a.dtype, a.shape, a.tobytes()) for a in read_arrays] == [(a.dtype, a.shape, a.tobytes()) for a in sent]
    assert not any(array.flags.writeable for array in read_arrays)


def test_a_frame_larger_than_a_pipe(boxed):
    sent = np.arange(500_000.0)
    _, (array,) = through_a_pipe(boxed("inside_wire"), trusted.encode({}, [sent]))
    assert np.array_equal(array, sent)


def test_the_end_of_the_stream(boxed):
    with pytest.raises(EOFError):
        through_a_pipe(boxed("inside_wire"), b"")


def test_a_frame_is_written_whole(boxed):
    frame = os.urandom(300_000)
    readable, writable = os.pipe()

    def write() -> None:
        boxed("inside_wire").write(writable, frame)
        os.close(writable)

    thread = threading.Thread(target=write)
    thread.start()
    with os.fdopen(readable, "rb") as pipe:
        assert pipe.read() == frame
    thread.join()
