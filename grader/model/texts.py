"""Texts from outside (file names, exceptions, assignments) without what a terminal obeys or a JSON reader may refuse."""

from __future__ import annotations

PICTURES: dict[int, str] = {
    **{code: chr(0x2400 + code) for code in range(0x20)},  # the control pictures of Unicode: ESC is shown as ␛
    0x7F: "␡",
    **dict.fromkeys(range(0x80, 0xA0), "\ufffd"),
    ord("\t"): " ",
    ord("\n"): "↵ ",
    0x85: "↵ ",  # next line
}
"""A stand-in for each control character."""


def plain(text: str) -> str:
    """`text` with control characters as pictures, and with halves of surrogate pairs spelled out in ASCII.

    Such halves stand for undecodable bytes of a file name. Two names that differ only in such bytes stay different. Doing it
    twice changes nothing.
    """
    if text.isprintable():  # nearly every text, and the test is as fast as copying it
        return text
    return text.replace("\r\n", "\n").translate(PICTURES).encode("utf-8", "backslashreplace").decode("utf-8")
