"""Reading one file of a stranger: once, regular files only, no link followed, never blocking, bounded, and text."""

from __future__ import annotations

import codecs
import errno
import io
import os
import stat
import tokenize
from pathlib import Path

SOURCE_LIMIT = 1024
"""KiB of one source file. The largest real submission known is 40 kB; a parser needs up to a hundred times the size in memory."""

_PRINTABLE_ASCII = bytes(set(range(32, 127)) - {ord("\\")}) + b"\\"
"""The backslash comes last: there it is an error in escaping codecs, and not just a warning."""
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_KINDS = (
    (stat.S_ISLNK, "a link, and links are not followed: hand in the file itself"),
    (stat.S_ISDIR, "a folder: hand in a file of that name"),
    (stat.S_ISFIFO, "a pipe: hand in a regular file"),
    (stat.S_ISSOCK, "a socket: hand in a regular file"),
    (stat.S_ISCHR, "a device: hand in a regular file"),
    (stat.S_ISBLK, "a device: hand in a regular file"),
)


class Refused(Exception):
    """A file is not read; the text is the reason, one sentence without the full stop."""


def read_source(path: Path, *, source_limit: int = SOURCE_LIMIT) -> bytes:
    """The bytes of a Python source file. Raises Refused for whatever is not a regular text file of a bearable size."""
    data = read_regular(path, source_limit=source_limit)
    _refuse_what_is_not_text(data, path.name)
    return data


def read_regular(path: Path, *, source_limit: int = SOURCE_LIMIT) -> bytes:
    """The bytes of a regular file of at most `source_limit` KiB, read from a single descriptor. Raises Refused."""
    try:
        seen = path.lstat()
        _refuse_kind(seen, path.name)
        descriptor = os.open(path, _open_flags())
        with open(descriptor, "rb", closefd=True) as file:  # noqa: PTH123 - a descriptor has no path
            opened = os.fstat(file.fileno())
            _refuse_kind(opened, path.name)
            if not os.path.samestat(seen, opened):  # the only guard where the system knows no O_NOFOLLOW
                raise Refused(f"{path.name} was exchanged while it was opened")
            return _bounded(file, opened.st_size, path.name, source_limit << 10)
    except OSError as problem:
        raise Refused(_reason(problem, path.name)) from problem


def _open_flags() -> int:
    """Read-only; the flags that a system does not know count as 0. O_NONBLOCK: opening a pipe must not wait for a writer."""
    wanted = ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY", "O_NOINHERIT")
    flags = os.O_RDONLY
    for name in wanted:
        flags |= getattr(os, name, 0)
    return flags


def _refuse_kind(status: os.stat_result, name: str) -> None:
    for is_kind, words in _KINDS:
        if is_kind(status.st_mode):
            raise Refused(f"{name} is {words}")
    if not stat.S_ISREG(status.st_mode):
        raise Refused(f"{name} is not a regular file")


def _bounded(file: io.BufferedReader, size: int, name: str, most: int) -> bytes:
    """All bytes, if they are few enough. The size on disk only makes the message better: what is read is what counts."""
    data = b"" if size > most else file.read(most + 1)
    if size > most or len(data) > most:
        raise Refused(f"{name} is too large: {max(size, len(data)):,} bytes, and at most {most:,} are read")
    return data


def _reason(problem: OSError, name: str) -> str:
    if problem.errno == errno.ELOOP:
        return f"{name} is a link, and links are not followed: hand in the file itself"
    return f"{name} cannot be read: {problem.strerror or problem}"


def _refuse_what_is_not_text(data: bytes, name: str) -> None:
    """Source is what Python itself would decode: a BOM or a coding line is honoured, UTF-8 otherwise."""
    if data.startswith(_UTF16_MARKS):
        raise Refused(f"{name} is encoded in UTF-16, which Python does not read: save it as UTF-8")
    if b"\0" in data:
        raise Refused(f"{name} is not text: byte {data.index(0) + 1} is NUL (if it is UTF-16, save it as UTF-8)")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        _refuse_strange_encoding(encoding, name)
        data.decode(encoding)
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise Refused(f"{name} is not {problem.encoding} text: line {line} cannot be decoded, save it as UTF-8") from problem
    except (SyntaxError, LookupError, UnicodeError) as problem:
        raise Refused(f"{name} cannot be decoded: {problem}") from problem


def _refuse_strange_encoding(encoding: str, name: str) -> None:
    """Only supersets of ASCII: punycode and its like decode in quadratic time, and nobody writes Python in them."""
    try:
        plain = _PRINTABLE_ASCII.decode(encoding) == _PRINTABLE_ASCII.decode("ascii")
    except UnicodeError:
        plain = False
    if not plain:
        raise Refused(f"{name} declares the encoding {encoding!r}, in which source is not read: save it as UTF-8")
