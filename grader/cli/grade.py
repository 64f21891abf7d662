"""`grader grade`: first a box, which takes its time to find its walls; meanwhile the rest is loaded, which takes as long."""

from __future__ import annotations

import argparse

from grader.cli import limits
from grader.sandbox import Box


def run(options: argparse.Namespace) -> int:
    """0 when every submission has a record, 3 when the grader failed on one. Raises WeakIsolation before anything is graded."""
    with Box(limits=limits.asked_for(options), isolation=options.isolation, zygotes=options.jobs) as box:
        from grader.cli import class_run  # noqa: PLC0415 - 0.1 s, in which the box gets ready

        return class_run.run(options, box)
