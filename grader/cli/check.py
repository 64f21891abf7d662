"""`grader check`: a student's own file, on the student's own machine. The process it runs in starts while the rest is loaded."""

from __future__ import annotations

import argparse

from grader.sandbox import Box, Limits


def run(options: argparse.Namespace) -> int:
    """0 when every part is right, else 1."""
    limits = Limits(call_seconds=options.time_limit) if options.time_limit else Limits()
    with Box(limits=limits, exactly="none") as box:  # one's own code, on one's own machine: a plain process is the quickest
        from grader.cli import own_file  # noqa: PLC0415 - 0.1 s, in which that process starts

        return own_file.run(options, box)
