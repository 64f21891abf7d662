"""The bar of a class: there while it runs, on a terminal; gone afterwards, and nowhere else."""

from __future__ import annotations

import threading

import pytest

from grader.report.progress import class_progress
from tests.report.drawing import console


def run(total, names, **options):
    on, file = console(80, **options)
    threads = threading.active_count()
    with class_progress(on, total=total) as done:
        assert threading.active_count() == threads
        for name in names:
            done(name)
    file.flush()
    return file.buffer.getvalue().decode(on.encoding)


def test_nothing_is_written_where_nobody_looks():
    assert run(2, ["alice", "bob"]) == ""


def test_a_terminal_sees_how_far_it_is_and_nothing_afterwards():
    sent = run(2, ["alice", "bob\x1b[2Jby"], colors="standard")

    assert "1/2" in sent
    assert "alice" in sent
    assert "bob␛[2Jby" in sent
    assert sent.endswith("\x1b[2K")  # the line is erased


@pytest.mark.parametrize("total", [0, 1])
def test_a_class_of_none_or_one_is_no_matter(total):
    assert run(total, [], colors="standard")


def test_an_ascii_terminal_gets_ascii():
    assert run(1, ["李"], colors="standard", encoding="ascii").isascii()


def test_an_interruption_leaves_no_bar():
    on, file = console(80, colors="standard")

    with pytest.raises(KeyboardInterrupt), class_progress(on, total=3):
        raise KeyboardInterrupt

    file.flush()
    assert file.buffer.getvalue().endswith(b"\x1b[2K")
