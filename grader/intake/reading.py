"""Read one untrusted file: regular files only, once, without following links or blocking, up to a size limit."""

from __future__ import annotations

import codecs
import errno
import io
import os
import stat
import tokenize
from contextlib import suppress
from pathlib import Path

SOURCE_LIMIT = 1024
"""KiB of one source file. The largest real submission known is 40 kB; a parser needs up to a hundred times the size in memory."""

_PRINTABLE_ASCII = bytes(set(range(32, 127)) - {ord("\\")}) + b"\\"
"""The backslash comes last: there it is an error in escaping codecs, not just a warning."""
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
    """Read a Python source file. Raises Refused if it is not a regular text file within the limit.

    Text is what Python itself would decode: by the BOM or the coding line if there is one, else UTF-8.
    """
    name, data = path.name, read_regular(path, source_limit=source_limit)
    if data.startswith(_UTF16_MARKS):
        raise Refused(f"{name} is encoded in UTF-16, which Python does not read: save it as UTF-8")
    if b"\0" in data:
        raise Refused(f"{name} is not text: byte {data.index(0) + 1} is NUL (if it is UTF-16, save it as UTF-8)")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        # Only supersets of ASCII: punycode and its like decode in quadratic time, and nobody writes Python in them.
        plain = False
        with suppress(UnicodeError):
            plain = _PRINTABLE_ASCII.decode(encoding) == _PRINTABLE_ASCII.decode("ascii")
        if not plain:
            raise Refused(f"{name} declares the encoding {encoding!r}, in which source is not read: save it as UTF-8")
        data.decode(encoding)
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise Refused(f"{name} is not {problem.encoding} text: line {line} cannot be decoded, save it as UTF-8") from problem
    except (SyntaxError, LookupError, UnicodeError) as problem:
        raise Refused(f"{name} cannot be decoded: {problem}") from problem
    return data


def read_regular(path: Path, *, source_limit: int = SOURCE_LIMIT) -> bytes:
    """Read a regular file of at most `source_limit` KiB from a single descriptor. Raises Refused."""
    name, most_bytes = path.name, source_limit << 10
    try:
        named = path.lstat()
        refuse_kind(named, name)
        descriptor = os.open(path, open_flags())
        with open(descriptor, "rb", closefd=True) as file:  # noqa: PTH123 - a descriptor has no path
            opened = os.fstat(file.fileno())
            refuse_kind(opened, name)
            if not os.path.samestat(named, opened):  # the only guard on a system without O_NOFOLLOW
                raise Refused(f"{name} was exchanged while it was opened")
            data = b"" if opened.st_size > most_bytes else file.read(most_bytes + 1)
    except OSError as problem:
        if problem.errno == errno.ELOOP:
            raise Refused(f"{name} is a link, and links are not followed: hand in the file itself") from problem
        raise Refused(f"{name} cannot be read: {problem.strerror or problem}") from problem
    size = max(opened.st_size, len(data))  # the size on disk may be wrong (a file of /proc): what was read counts too
    if size > most_bytes:
        raise Refused(f"{name} is too large: {size:,} bytes, and at most {most_bytes:,} are read (--source-limit)")
    return data


def open_flags() -> int:
    """Flags to open a file read-only, as far as the system has them. O_NONBLOCK: do not wait for the writer of a pipe."""
    wanted = ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY", "O_NOINHERIT")
    flags = os.O_RDONLY
    for name in wanted:
        flags |= getattr(os, name, 0)
    return flags


def refuse_kind(status: os.stat_result, name: str) -> None:
    """Raise Refused unless it is a regular file."""
    for is_kind, words in _KINDS:
        if is_kind(status.st_mode):
            raise Refused(f"{name} is {words}")
    if not stat.S_ISREG(status.st_mode):
        raise Refused(f"{name} is not a regular file")
