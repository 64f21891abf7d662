"""Read submissions of word2vec as the command line does."""

from __future__ import annotations

from pathlib import Path

from grader import catalogue
from grader.intake import MainFile, collect
from grader.model import Submission


def submitted(*paths: Path) -> tuple[Submission, ...]:
    """The submissions under `paths`."""
    return collect(paths, wanted=MainFile.of(catalogue.load("word2vec"))).submissions[:]
