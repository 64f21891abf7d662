"""Fixtures of all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.environments import make_environment


@pytest.fixture(scope="session")
def course(tmp_path_factory) -> Path:
    """The interpreter of a course's own environment."""
    return make_environment(tmp_path_factory.mktemp("home"))


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch, tmp_path_factory):
    """No test reads or writes the cache of the user who runs it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch):
    """No test depends on the colours or the width of the terminal that it happens to run in."""
    for name in ("FORCE_COLOR", "NO_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
