"""Read a JSON document of which one list is long, such as the submissions of a class, without holding it in memory as a whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import IO, Any

_PIECE = 1 << 20
"""Characters that are read at a time, some hundred submissions."""

_LONGEST_WORD = len("-Infinity")
"""What is wrong further away from the end of what was read is no word that was cut there."""

_BLANKS = " \t\n\r"


def read_object(source: IO[str], key: str, entry: Callable[[dict[str, Any], int, Any], Any]) -> Any:
    """The value of a document. If it is an object with a list under `key`, each of its entries is what `entry` makes of it.

    entry  is called with the members that came before the list, the number of the entry, and its plain value

    Raises ValueError for what is not JSON.
    """
    document = _Document(source)
    if document.peek() != "{":
        return document.end(document.value())
    members: dict[str, Any] = {}
    for _ in document.entries("{", "}"):
        if document.peek() != '"':
            raise ValueError("the key of an object is not text")
        name = document.value()
        document.take(":")
        if name == key and document.peek() == "[":
            members[name] = [entry(members, number, document.value()) for number in document.entries("[", "]")]
        else:
            members[name] = document.value()
    return document.end(members)


class _Document:
    """The rest of a document, of which `text` is what has been read."""

    def __init__(self, source: IO[str]) -> None:
        self._source = source
        self._decoder = json.JSONDecoder()
        self._text, self._at = "", 0

    def peek(self) -> str:
        """The next character that is no blank, "" at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _BLANKS:
                    return self._text[self._at]
                self._at += 1
            if not self._more():
                return ""

    def take(self, character: str) -> None:
        """Go behind this character. Raises ValueError for another one."""
        if self.peek() != character:
            raise ValueError(f"{character} is missing before {self._text[self._at :][:20]!r}")
        self._at += 1

    def value(self) -> Any:
        """Go behind a whole value, and return it."""
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
                length = end - self._at
            except json.JSONDecodeError as error:
                is_cut = error.msg.startswith("Unterminated") or error.pos > len(self._text) - _LONGEST_WORD
                if not is_cut or not self._more():
                    raise
            else:
                if end + len("e-") < len(self._text) or not self._more():  # a number may go on
                    self._at += length
                    return value

    def entries(self, first: str, last: str) -> Any:
        """Count the entries of a list or an object; the caller takes each before the next is asked for."""
        self.take(first)
        number = 0
        while self.peek() != last or number:
            yield number
            number += 1
            if self.peek() == last:
                break
            self.take(",")
        self.take(last)

    def end(self, value: Any) -> Any:
        """The value, if nothing follows."""
        if self.peek():
            raise ValueError(f"something follows the end: {self._text[self._at :][:20]!r}")
        return value

    def _more(self) -> bool:
        """Read on. What is not decoded yet is decoded again, so that at least as much is read as is left."""
        rest = self._text[self._at :]
        piece = self._source.read(max(_PIECE, len(rest)))
        self._text, self._at = rest + piece, 0
        return bool(piece)
