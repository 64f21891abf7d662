"""Importing the report imports nothing that it does not draw with."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import grader.report

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("sympy", "rich.live", "rich.markdown", "rich.traceback", "xml.etree.ElementTree", "csv", "asyncio")


def loaded(code: str) -> set[str]:
    program = f"import sys; {code}; print(*(name for name in {HEAVY} if name in sys.modules))"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(answer.stdout.split())


def test_drawing_imports_nothing_heavy():
    assert loaded("import grader.report") == set()


@pytest.mark.parametrize(("code", "name"), [("import grader.report.progress", "rich.live"), ("import csv, grader.report", "csv")])
def test_this_test_can_fail(code, name):
    assert name in loaded(code)


def test_the_public_face_is_sorted_and_complete():
    assert grader.report.__all__ == sorted(grader.report.__all__)
    assert all(hasattr(grader.report, name) for name in grader.report.__all__)
