"""What every test may use."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/sandbox")]  # for the helpers that several test files share


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch):
    """No test depends on the colours or the width of the terminal that it happens to run in."""
    for name in ("FORCE_COLOR", "NO_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
