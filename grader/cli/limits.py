"""The limits that the options of `grade` and `check` ask for; those that are not given keep their defaults."""

from __future__ import annotations

import argparse

from grader.sandbox import Limits

NAMES = ("time_limit", "submission_limit", "cpu_limit", "memory_limit", "output_limit")


def asked_for(options: argparse.Namespace) -> Limits:
    """The limits of the box. Raises Misuse for one that contradicts another."""
    return Limits(**{name: value for name in NAMES if (value := getattr(options, name)) is not None})
