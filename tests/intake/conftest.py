"""Folders of submissions, made of real files."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from grader.intake import Collection, MainFile, collect
from grader.model import Submission

WANTED = MainFile(names=("task", "homework"), functions=frozenset({"loss", "gradient"}))
Plant = Callable[[Mapping[str, bytes | None]], Path]


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """Make files (bytes) and folders (None) below a folder named `class`, and return that folder."""

    def make(files: Mapping[str, bytes | None]) -> Path:
        root = tmp_path / "class"
        root.mkdir(exist_ok=True)
        for name, data in files.items():
            path = root / name
            (path if data is None else path.parent).mkdir(parents=True, exist_ok=True)
            if data is not None:
                path.write_bytes(data)
        return root

    return make


@pytest.fixture
def gather() -> Callable[..., dict[str, Submission]]:
    """Collect, by id; whatever is collected has an id of its own and either files or a refusal."""

    def by_id(*paths: Path) -> dict[str, Submission]:
        submissions = collect(paths, wanted=WANTED).submissions
        assert len({s.id for s in submissions}) == len(submissions)
        assert all(bool(s.files) != bool(s.refusal) for s in submissions)
        return {s.id: s for s in submissions}

    return by_id


@pytest.fixture
def read() -> Callable[..., Collection]:
    """Collect from these paths, with the options of `collect`."""
    return lambda *paths, **options: collect(paths, wanted=WANTED, **options)


@pytest.fixture
def powerless() -> Iterator[Path]:
    """A folder in which permissions mean something: as root, the test runs as somebody else for as long as it lasts."""
    if not hasattr(os, "geteuid"):
        pytest.skip("this system has no permissions of that kind")
    folder = Path(tempfile.mkdtemp(prefix="intake-"))
    was_root = os.geteuid() == 0
    folder.chmod(0o777)
    if was_root:
        os.seteuid(65534)  # nobody
    try:
        yield folder
    finally:
        if was_root:
            os.seteuid(0)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o700)
        shutil.rmtree(folder)
