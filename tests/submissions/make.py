"""Write the wrong submissions as files: `python tests/submissions/make.py FOLDER`.

Each is a right program with a mistake. The tables in `wrong/*.toml` list them by name:

    base    the right program, `wrong/BASE.py` (default: own)
    expect  the verdicts that are not `correct`, and the code of each part's mistake
    story   what the student did
    old     text of the base program; it occurs there exactly once
    new     the text that replaces it
    edits   several replacements, each with `old` and `new`, made one after the other
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "wrong"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong submission; `verdicts` and `codes` are what the grader must say, by part."""

    name: str
    verdicts: Mapping[str, str]
    codes: Mapping[str, str]
    text: str


def wrong_submissions(folder: Path = FOLDER) -> tuple[Wrong, ...]:
    """Return all submissions of the tables in a folder. Raises ValueError for an edit that does not match exactly once."""
    entries = {}
    for table in sorted(folder.glob("*.toml")):
        for name, entry in tomllib.loads(table.read_text(encoding="utf-8")).items():
            if name in entries:
                raise ValueError(f"two submissions are named {name}")
            entries[name] = _build(name, entry, folder)
    return tuple(entries[name] for name in sorted(entries))


def _build(name: str, entry: Mapping[str, Any], folder: Path) -> Wrong:
    program = (folder / f"{entry.get('base', 'own')}.py").read_text(encoding="utf-8")
    for edit in entry.get("edits", [entry]):
        if program.count(edit["old"]) != 1:
            raise ValueError(f"{name}: the old text occurs {program.count(edit['old'])} times: {edit['old']}")
        program = program.replace(edit["old"], edit["new"])
    verdicts, codes = (dict(pair.split("=") for pair in half.split()) for half in entry["expect"].split(" ; diagnosis "))
    return Wrong(name, verdicts, codes, f'# expect: {entry["expect"]}\n"""{entry["story"]}"""\n\n{program}')


def write(folder: Path) -> None:
    """Write every wrong submission to a folder, as NAME.py."""
    folder.mkdir(parents=True, exist_ok=True)
    for submission in wrong_submissions():
        (folder / f"{submission.name}.py").write_text(submission.text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write(Path(sys.argv[1]))
