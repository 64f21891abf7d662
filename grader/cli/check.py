"""`grader check`: a student's own file, on the student's own machine. The process it runs in starts while the rest is loaded."""

from __future__ import annotations

import argparse

from grader.cli import limits
from grader.sandbox import Box


def run(options: argparse.Namespace) -> int:
    """0 when every part is right, else 1."""
    # One's own code, on one's own machine: a plain process is the quickest.
    with Box(limits=limits.asked_for(options), isolation="none") as box:
        from grader.cli import own_file  # noqa: PLC0415 - 0.1 s, in which that process starts

        return own_file.run(options, box)
