"""Text that every reader of JSON takes."""

from __future__ import annotations


def encodable(text: str) -> str:
    """`text` with each half of a surrogate pair spelled out in ASCII. They stand for undecodable bytes of a file name: so two
    names stay two names, and every reader of JSON takes them.
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
