"""`grader grade`: first a box, which takes its time to find its walls; meanwhile the rest is loaded, which takes as long."""

from __future__ import annotations

import argparse

from grader.sandbox import Box, Limits


def run(options: argparse.Namespace) -> int:
    """0 when every submission has a record, 3 when the grader failed on one. Raises WeakIsolation before anything is graded."""
    asked = {"call_seconds": options.time_limit, "memory_mebibytes": options.memory_limit}
    limits = Limits(**{name: value for name, value in asked.items() if value is not None})
    box = Box(limits=limits, at_least=options.isolation, exactly=options.isolation_exactly, zygotes=options.jobs)
    with box:
        from grader.cli import class_run  # noqa: PLC0415 - 0.1 s, in which the box gets ready

        return class_run.run(options, box)
