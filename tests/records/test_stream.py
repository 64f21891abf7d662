"""A document that is read piece by piece is the document that is read at once."""

from __future__ import annotations

import io
import json
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import Misuse
from grader.records import report_from_json, report_to_json, stream
from grader.records.stream import read_object
from tests.report import samples

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


def read(text, piece):
    """The document, read in pieces of so many characters, and the numbers of the entries that were handed over."""
    numbers = []

    def entry(before, number, value):
        numbers.append(number)
        return value

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "_PIECE", piece)
        return read_object(io.StringIO(text), "list", entry), numbers


@given(
    members=st.dictionaries(st.text(max_size=3), VALUES, max_size=3),
    entries=st.none() | st.lists(VALUES, max_size=4),
    piece=st.sampled_from([1, 2, 3, 7, 1000]),
    indent=st.sampled_from([None, 0, 2]),
    ascii_only=st.booleans(),
)
def test_any_document_comes_back(members, entries, piece, indent, ascii_only):
    document = members | ({} if entries is None else {"list": entries, "z": 1})
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
    value, numbers = read(f" {text}\n", piece)
    assert value == document
    assert entries is None or numbers == list(range(len(entries)))


@pytest.mark.parametrize(
    "text", ["[]", "3", "-12.5e3", '"x"', "null", '{"list": 3}', '{"list": {}}', '{"list": []}', "{}", " [1, {}]"]
)
@pytest.mark.parametrize("piece", [1, 1000])
def test_other_values_too(text, piece):
    assert read(text, piece)[0] == json.loads(text)


BAD = [
    "",
    " ",
    "{",
    '{"a"',
    '{"a":',
    '{"a": 1',
    '{"a": 1,',
    '{"a": 1,}',
    '{"a" 1}',
    "{1: 2}",
    "{} x",
    "[1] 2",
    '{"list": [',
    '{"list": [1',
]
BAD += [
    '{"list": [1,',
    '{"list": [1,]}',
    '{"list": [,1]}',
    '{"list": [1 2]}',
    '{"list": [1]',
    '{"list": [tru]}',
    '{"a": "\n"}',
    "\0",
    "nul",
]


@pytest.mark.parametrize("text", BAD)
@pytest.mark.parametrize("piece", [1, 1000])
def test_what_is_no_json_is_an_error(text, piece):
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)
    with pytest.raises(ValueError, match=r"."):
        read(text, piece)


def test_a_long_list_is_not_held_in_memory_as_text():
    """An entry is handed over before the next piece is read."""
    asked = count()

    class Source(io.StringIO):
        def read(self, size=-1):
            next(asked)
            return super().read(min(size, 10_000) if size > 0 else size)

    held = []

    def entry(before, number, value):
        held.append(next(asked))

    read_object(Source(json.dumps({"list": [["x" * 50]] * 10_000})), "list", entry)
    assert held[0] < 10
    assert held[-1] - held[0] > 10_000 + 50  # calls of entry and of read take turns


@pytest.mark.parametrize("text", ["\0" * 5_000_000, '{"schema": "grader.results/1", "submissions": [' + "\0" * 5_000_000])
def test_what_is_wrong_is_said_before_all_of_it_is_read(text):
    class Source(io.StringIO):
        pass

    source = Source(text)
    with pytest.raises(Misuse, match="this is not JSON"):
        report_from_json(source)
    assert source.tell() < len(text)


def test_equal_parts_of_a_class_are_one_record_but_for_their_error():
    same, other = samples.submission("a"), samples.submission("b", samples.part("a", error=1e-12))
    read = report_from_json("".join(report_to_json(samples.report(same, other)))).submissions
    assert (read[0].parts, read[1].parts) == (same.parts, other.parts)
    assert read[0].parts[1] is read[1].parts[1]
    assert read[0].parts[0].max_score is read[1].parts[0].max_score
