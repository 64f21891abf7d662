from __future__ import annotations

import codecs
import os
import socket
import sys
from pathlib import Path

import pytest

from grader.intake import reading
from grader.intake.reading import SOURCE_LIMIT, Refused, read_regular, read_source

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="pipes, sockets and devices have no names here")

READABLE = {
    "empty": b"",
    "utf-8": "π = 3  # Łukasz, 李".encode(),
    "crlf": b"x = 1\r\ny = 2\r\n",
    "old mac": b"x = 1\ry = 2\r",
    "bom": codecs.BOM_UTF8 + b"x = 1\n",
    "bom and coding line": codecs.BOM_UTF8 + b"# coding: utf-8\nx = 1\n",
    "latin-1": "# -*- coding: latin-1 -*-\nname = 'Zoë'\n".encode("latin-1"),
    "vim": b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nname = 'caf\xe9'\n",
    "gbk": "# coding=gbk\n# 梯度\n".encode("gbk"),
    "no newline": b"x = 1",
    "form feed": b"x = 1\n\x0cy = 2\n",
    "control characters": b"# \x1b[2J\nx = 1\n",
    "a syntax error is the box's business": b"def (:\n",
}


@pytest.mark.parametrize("data", READABLE.values(), ids=READABLE.keys())
def test_source_is_read_as_it_is(tmp_path: Path, data: bytes):
    path = tmp_path / "a.py"
    path.write_bytes(data)
    assert read_source(path) == data


UNREADABLE = {
    "nul": (b"x = 1\0", "byte 6 is NUL"),
    "machine code": (b"\x7fELF\x02\x01\x01\0\0", "NUL"),
    "utf-16": ("x = 1\n".encode("utf-16"), "UTF-16"),
    "utf-16 big": (codecs.BOM_UTF16_BE + "x = 1\n".encode("utf-16-be"), "UTF-16"),
    "utf-16 without mark": ("x = 1\n".encode("utf-16-le"), "UTF-16"),
    "latin-1 undeclared": (b"x = 1\n# Zo\xeb\n", "cannot be decoded"),
    "late": (b"x = 1\n" * 5 + b"# Zo\xeb\n", "line 6 cannot be decoded"),
    "declared ascii": (b"# coding: ascii\n\n\n# Zo\xc3\xab\n", "line 4 cannot be decoded"),
    "unknown encoding": (b"# coding: klingon\n", "klingon"),
    "bom against coding line": (codecs.BOM_UTF8 + b"# coding: latin-1\n", "cannot be decoded"),
    "not a text encoding": (b"# coding: zlib\n", "zlib"),
    "quadratic encoding": (b"# coding: punycode\n", "punycode"),
    "escapes": (b"# coding: unicode_escape\nx = 1\n", "unicode_escape"),
    "always raises": (b"# coding: undefined\nx = 1\n", "undefined"),
}


@pytest.mark.parametrize(("data", "reason"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_not_text_is_refused(tmp_path: Path, data: bytes, reason: str):
    path = tmp_path / "a.py"
    path.write_bytes(data)
    with pytest.raises(Refused, match=reason) as caught:
        read_source(path)
    assert "\n" not in str(caught.value)


def test_size_is_bounded_exactly(tmp_path: Path):
    path = tmp_path / "a.py"
    path.write_bytes(b"#" * (SOURCE_LIMIT << 10))
    assert len(read_source(path)) == SOURCE_LIMIT << 10
    path.write_bytes(b"#" * ((SOURCE_LIMIT << 10) + 1))
    with pytest.raises(Refused, match="too large: 1,048,577 bytes"):
        read_source(path)


def test_a_huge_sparse_file_costs_nothing(tmp_path: Path):
    path = tmp_path / "a.py"
    with path.open("wb") as file:
        file.truncate(100 << 20)
    with pytest.raises(Refused, match="too large"):
        read_source(path)


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="needs a file whose size is not known beforehand")
def test_what_is_read_counts_not_what_the_size_claims():
    assert read_regular(Path("/proc/self/maps"))
    with pytest.raises(Refused, match="too large"):
        read_regular(Path("/proc/self/maps"), source_limit=1)


@pytest.mark.parametrize("target", ["there.py", "nowhere.py", "a.py"], ids=["sound", "dangling", "loop"])
def test_a_link_is_not_followed(tmp_path: Path, target: str):
    (tmp_path / "there.py").write_bytes(b"secret = 1\n")
    link = tmp_path / "a.py"
    link.symlink_to(target)
    with pytest.raises(Refused, match=r"a\.py is a link"):
        read_source(link)


@posix_only
def test_a_link_that_appears_after_the_look_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    secret, path = tmp_path / "secret.py", tmp_path / "a.py"
    secret.write_bytes(b"secret = 1\n")
    path.write_bytes(b"x = 1\n")
    look = Path.lstat

    def look_then_exchange(self: Path) -> os.stat_result:
        seen = look(self)
        path.unlink()
        path.symlink_to(secret)
        return seen

    monkeypatch.setattr(Path, "lstat", look_then_exchange)
    with pytest.raises(Refused, match="is a link"):
        read_source(path)


def test_without_the_flag_the_exchange_is_still_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    secret, path = tmp_path / "secret.py", tmp_path / "a.py"
    secret.write_bytes(b"secret = 1\n")
    path.write_bytes(b"x = 1\n")
    monkeypatch.setattr(reading, "open_flags", lambda: os.O_RDONLY)
    monkeypatch.setattr(Path, "lstat", lambda self: os.lstat(self if self != path else tmp_path / "kept.py"))
    path.rename(tmp_path / "kept.py")
    path.symlink_to(secret)
    with pytest.raises(Refused, match="was exchanged"):
        read_source(path)


def test_flags_that_a_system_lacks_are_left_out(monkeypatch: pytest.MonkeyPatch):
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC"):
        monkeypatch.delattr(os, name, raising=False)
    assert reading.open_flags() == os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)


def test_a_folder_is_refused(tmp_path: Path):
    (tmp_path / "a.py").mkdir()
    with pytest.raises(Refused, match="is a folder"):
        read_source(tmp_path / "a.py")


@posix_only
def test_a_pipe_without_a_writer_does_not_hang(tmp_path: Path):
    os.mkfifo(tmp_path / "a.py")
    with pytest.raises(Refused, match="is a pipe"):
        read_source(tmp_path / "a.py")


@posix_only
def test_a_pipe_that_appears_after_the_look_does_not_hang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    regular, path = tmp_path / "regular.py", tmp_path / "a.py"
    regular.write_bytes(b"x = 1\n")
    os.mkfifo(path)
    monkeypatch.setattr(Path, "lstat", lambda _: os.lstat(regular))
    with pytest.raises(Refused, match="is a pipe"):
        read_source(path)


@posix_only
def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("a.py")
        with pytest.raises(Refused, match="is a socket"):
            read_source(tmp_path / "a.py")


@posix_only
def test_a_device_is_refused():
    with pytest.raises(Refused, match="is a device"):
        read_source(Path("/dev/null"))


def test_what_no_name_fits_is_refused(tmp_path: Path):
    whiteout = os.stat_result((0o160000, *(0,) * 9))  # a kind of file that only some BSDs know
    with pytest.raises(Refused, match="not a regular file"):
        reading.refuse_kind(whiteout, tmp_path.name)


def test_a_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(Refused, match="cannot be read"):
        read_source(tmp_path / "a.py")


def test_an_unreadable_file_is_refused(powerless: Path):
    path = powerless / "a.py"
    path.write_bytes(b"x = 1\n")
    path.chmod(0)
    with pytest.raises(Refused, match=r"a\.py cannot be read: Permission denied"):
        read_source(path)
