"""Write the wrong submissions as files: `python tests/submissions/make.py FOLDER`.

Each is a right program with a mistake, or with an edit that leaves it right. The tables in `wrong/*.toml` list them by name:

    base    the program to edit, `wrong/BASE.py` (default: own), or the name of another submission of the tables
    expect  the verdicts that are not `correct`, and the code of each part's mistake
    points  the score and the maximum, as `87.5/95` (only the files of the course have it)
    story   what the student did
    old     text of the base program; it occurs there exactly once
    new     the text that replaces it
    edits   several replacements, each with `old` and `new`, made one after the other

Submissions that differ in one place of one base program stand below `[[place]]`, which has what most of them share.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "wrong"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong submission; `verdicts` and `codes` are what the grader must say, by part. `points` may be empty."""

    name: str
    verdicts: Mapping[str, str]
    codes: Mapping[str, str]
    points: str
    text: str


def wrong_submissions(folder: Path = FOLDER) -> tuple[Wrong, ...]:
    """Return all submissions of the tables in a folder. Raises ValueError for an edit that does not match exactly once."""
    entries: dict[str, Mapping[str, Any]] = {}
    for table in sorted(folder.glob("*.toml")):
        alone = tomllib.loads(table.read_text(encoding="utf-8"))
        for group in (alone, *alone.pop("place", ())):
            shared = {key: value for key, value in group.items() if isinstance(value, str)}
            for name in group.keys() - shared:
                if name in entries:
                    raise ValueError(f"two submissions are named {name}")
                entries[name] = shared | group[name]
    return tuple(_build(name, entries, folder) for name in sorted(entries))


def _build(name: str, entries: Mapping[str, Mapping[str, Any]], folder: Path) -> Wrong:
    entry, program = entries[name], _program(name, entries, folder)
    verdicts, codes = (dict(pair.split("=") for pair in half.split()) for half in entry["expect"].partition(" ; diagnosis ")[::2])
    text = f'# expect: {entry["expect"]}\n"""{entry["story"]}"""\n\n{program}'
    return Wrong(name, verdicts, codes, entry.get("points", ""), text)


def _program(name: str, entries: Mapping[str, Mapping[str, Any]], folder: Path) -> str:
    """Return the program of a submission or of a base file, edits made."""
    if name not in entries:
        return (folder / f"{name}.py").read_text(encoding="utf-8")
    program = _program(entries[name].get("base", "own"), entries, folder)
    for edit in entries[name].get("edits", [entries[name]]):
        if program.count(edit["old"]) != 1:
            raise ValueError(f"{name}: the old text occurs {program.count(edit['old'])} times: {edit['old']}")
        program = program.replace(edit["old"], edit["new"])
    return program


def write(folder: Path, submissions: Iterable[Wrong]) -> None:
    """Write wrong submissions to a folder, as NAME.py."""
    folder.mkdir(parents=True, exist_ok=True)
    for submission in submissions:
        (folder / f"{submission.name}.py").write_text(submission.text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write(Path(sys.argv[1]), wrong_submissions())
