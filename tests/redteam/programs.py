"""Read the hostile programs, whose first lines say what must become of them.

# goal: what it is after
# must: what becomes of it behind walls, alternatives apart by "|"; "incorrect in e" looks at part e instead of a
# unwalled: what the harness must see where there are no walls (names as `Shot.breaches` has them); with "?" only on some machines
# at most: points that it may be given (0 where nothing is said)
# submitted as: the name of its folder, with escapes

`{{3000 * "@print\\n"}}` in a program stands for the value of that expression, a text, so that a long program takes few lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "submissions" / "hostile"
TOOLS = FOLDER / "tools.py"

_FIELD = re.compile(r"^# (goal|must|unwalled|at most|submitted as): (.*)$")
_MOST_LINES = 12  # a header is shorter
_EXPRESSION = re.compile(rb"\{\{(.*?)\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One hostile file.

    must      the outcomes that it may have behind walls, each with the part that shows it ("" for the whole submission)
    unwalled  the breaches that it must make without walls; `everywhere` says whether on every machine
    """

    path: Path
    goal: str
    must: tuple[tuple[str, str], ...]
    unwalled: frozenset[str]
    everywhere: bool
    at_most: int
    submitted_as: str

    @property
    def name(self) -> str:
        """Its place among the others, as `reading/secret_by_path`."""
        return self.path.relative_to(FOLDER).with_suffix("").as_posix()

    @property
    def source(self) -> bytes:
        """The bytes that are submitted: the file, with its expressions evaluated."""
        return _EXPRESSION.sub(lambda found: eval(found[1]).encode(), self.path.read_bytes())

    @property
    def kind(self) -> str:
        """reading, forging, harming, stalling, bombs or texts."""
        return self.path.parent.name


def programs() -> tuple[Program, ...]:
    """All of them, in the order of their names. Raises ValueError for one whose header is not complete."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*/*.py")))


def _read(path: Path) -> Program:
    head = path.read_bytes().decode(errors="replace").split("\n", _MOST_LINES)[:_MOST_LINES]
    fields = {found[1]: found[2].strip() for line in head if (found := _FIELD.match(line))}
    if not {"goal", "must"} <= set(fields):
        raise ValueError(f"{path} does not say its goal and what must happen")
    unwalled = fields.get("unwalled", "")
    return Program(
        path=path,
        goal=fields["goal"],
        must=tuple(_outcome(text) for text in fields["must"].split("|")),
        unwalled=frozenset(unwalled.rstrip("?").split()),
        everywhere=not unwalled.endswith("?"),
        at_most=int(fields.get("at most", 0)),
        submitted_as=fields.get("submitted as", path.stem).encode().decode("unicode_escape"),
    )


def _outcome(text: str) -> tuple[str, str]:
    """Words and part: ("error raised", "a")."""
    words, _, part = text.strip().partition(" in ")
    return words, part or "a"
