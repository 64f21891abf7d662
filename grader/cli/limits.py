"""What the options of `grade` and `check` say about how much a submission may take; what they do not say stays as it is."""

from __future__ import annotations

import argparse

from grader.sandbox import Limits


def asked_for(options: argparse.Namespace) -> Limits:
    """The limits of the box. Raises Misuse for one that contradicts another."""
    asked = {
        "call_seconds": options.time_limit,
        "submission_seconds": options.submission_limit,
        "processor_seconds": options.cpu_limit,
        "memory_mebibytes": options.memory_limit,
        "flood_bytes": options.output_limit,
    }
    return Limits(**{name: value for name, value in asked.items() if value is not None})
