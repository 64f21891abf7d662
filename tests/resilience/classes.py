"""Make classes of right, wrong and hostile files. No two files are equal, so that nobody's result is anybody else's."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from tests.redteam.bait import Bait
from tests.redteam.harness import tools_for
from tests.redteam.programs import programs
from tests.submissions.make import wrong_submissions

SUBMISSIONS = Path(__file__).resolve().parents[1] / "submissions/class"


@dataclass(frozen=True, kw_only=True)
class Class:
    """A class in a folder, and the ids of those who must get full marks."""

    folder: Path
    right: frozenset[str]
    others: frozenset[str]


Files = dict[str, bytes]
"""By path, below the folder of one submission."""


def make_class(folder: Path, count: int, others: Sequence[Files], *, wrong: bool = True) -> Class:
    """So many submissions; `others` are among them, at random places, and the rest are right ones and `wrong` ones in turn."""
    pool = [(files, "right") for files in right_files()]
    if wrong:
        texts = cycle(each.text.encode() for each in wrong_submissions())
        pool = [pair for each, text in zip(pool * 20, texts, strict=False) for pair in (each, ({"word2vec.py": text}, "wrong"))]
    chosen = [*((files, "other") for files in others), *islice(cycle(pool), count - len(others))]
    random.Random(len(chosen)).shuffle(chosen)
    ids: dict[str, set[str]] = {"right": set(), "wrong": set(), "other": set()}
    for number, (files, kind) in enumerate(chosen):
        name = f"{kind[0]}{number:05d}"
        ids[kind].add(name)
        for path, data in files.items():
            file = folder / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data + f"\n# {name}\n".encode() if path == "word2vec.py" else data)
    return Class(folder=folder, right=frozenset(ids["right"]), others=frozenset(ids["other"]))


def right_files() -> list[Files]:
    """The submissions of the tests' class that get full marks."""
    expected = json.loads((SUBMISSIONS / "expected.json").read_text(encoding="utf-8"))
    found = []
    for name, entry in expected.items():
        path = SUBMISSIONS / name
        if entry["score"] == entry["max_score"] and path.with_suffix(".py").exists():
            found.append({"word2vec.py": path.with_suffix(".py").read_bytes()})
        elif entry["score"] == entry["max_score"] and (path / "word2vec.py").exists():
            found.append({str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*.py")})
    return found


def hostile_files(bait: Bait, more: Path | None) -> Iterator[Files]:
    """The hostile programs of the tests in a random order, those in the folder `more` first, and so on without end."""
    tools = tools_for(bait).encode()
    sources = [program.source for program in programs()]
    random.Random(1).shuffle(sources)
    if more:
        sources = [path.read_bytes() for path in sorted(more.rglob("*.py"))] + sources
    return ({"word2vec.py": source, "tools.py": tools} for source in cycle(sources))
