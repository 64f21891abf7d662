"""Compare the results of one seed however they are come by: alone, with one or eight workers, resumed, on Dask."""

from __future__ import annotations

import argparse
import signal
from importlib.util import find_spec
from itertools import islice

from tests.redteam.bait import Bait
from tests.resilience.classes import hostile_files, make_class
from tests.resilience.kills import SEED
from tests.resilience.place import Finding, Findings, Place, differences, results
from tests.resilience.stops import stop


def measure(options: argparse.Namespace, place: Place) -> Findings:
    """The same answers to the last digit."""
    limits = ["--time-limit", options.time_limit, "--submission-limit", options.submission_limit]
    with Bait() as bait:
        hostile = list(islice(hostile_files(bait, options.more), round(options.hostile * options.stopped)))
        made = make_class(place.folder / "class", options.stopped, hostile)
        words = ["grade", "class", "--seed", SEED, *limits]
        first = place.run(*words, "--jobs", 2, "--json", "2.json")
        expected = results(place.folder / "2.json")
        ways = {"1 job": ["--jobs", 1], "8 jobs": ["--jobs", 8]}
        if find_spec("distributed"):
            ways["Dask"] = ["--jobs", 2, "--engine", "dask"]
        stop(place, first.seconds / 2, signal.SIGTERM, [*words, "--jobs", 2, "--store", "journal", "--json", "half.json"])
        half = len(results(place.folder / "half.json")["submissions"]) if (place.folder / "half.json").exists() else 0
        ways[f"resumed after {half}"] = ["--jobs", 2, "--store", "journal", "--resume"]
        for name, more in ways.items():
            done = place.run(*words, *more, "--json", "r.json")
            differ = differences(results(place.folder / "r.json"), expected) if done.code == 0 else [done.err[-300:]]
            yield Finding(ok=not set(differ) - made.others, text=f"{name}: differences: {differ or 'none'}")
        yield _alone(place, words, expected)


def _alone(place: Place, words: list[object], expected: dict[str, object]) -> Finding:
    """Each submission by itself, as `grade PATH` grades a folder with a main file."""
    differ = []
    submissions: list[dict[str, object]] = expected["submissions"]  # type: ignore[assignment]
    for submission in submissions:
        name = str(submission["id"])
        place.run(words[0], f"class/{name}/word2vec.py", *words[2:], "--json", "r.json")
        (alone,) = results(place.folder / "r.json")["submissions"]
        same = {**submission, "id": alone["id"], "path": alone.get("path")} == alone
        differ += [] if same or name.startswith("o") else [name]
    return Finding(ok=not differ, text=f"each of {len(submissions)} alone: differences: {differ or 'none'}")
