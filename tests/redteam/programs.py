"""Read the hostile programs, whose first lines say what must become of them.

# goal: what it is after
# must: what becomes of it behind walls, alternatives apart by "|"; "incorrect in e" looks at part e instead of a
# unwalled: what the harness must see where there are no walls (names as `Shot.breaches` has them); with "?" only on some machines
# at most: points that it may be given (0 where nothing is said)
# submitted as: the name of its folder, with escapes

A file whose first line is a docstring holds several programs: each function, with the comment above it, is the attack of one
(`tools.attack`), below the imports and constants of the file.

`{{3000 * "@print\\n"}}` in a program stands for the value of that expression, a text, so that a long program takes few lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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

    name      its place among the others, as `reading/secret_by_path`
    source    the bytes that are submitted
    must      the outcomes that it may have behind walls, each with the part that shows it ("" for the whole submission)
    unwalled  the breaches that it must make without walls; `everywhere` says whether on every machine
    """

    name: str
    source: bytes
    goal: str
    must: tuple[tuple[str, str], ...]
    unwalled: frozenset[str]
    everywhere: bool
    at_most: int
    submitted_as: str

    @property
    def kind(self) -> str:
        """reading, forging, harming, stalling, bombs or texts."""
        return self.name.partition("/")[0]


def programs() -> tuple[Program, ...]:
    """All of them, in the order of their names. Raises ValueError for one whose header is not complete."""
    read = (_program(path.parent / name, source) for path in FOLDER.glob("*/*.py") for name, source in _sources(path))
    return tuple(sorted(read, key=lambda program: program.name))


def _sources(path: Path) -> Iterator[tuple[str, bytes]]:
    """The names and texts of the programs in a file."""
    raw = path.read_bytes()
    if not raw.startswith(b'"""'):
        yield path.name, _EXPRESSION.sub(lambda found: eval(found[1]).encode(), raw)
        return
    above, *attacks = re.split(r"\n{3}(?=# )", raw.decode().partition("\n")[2])
    for attack in attacks:
        header, name, rest = re.split(r"^def (\w+)", attack, maxsplit=1, flags=re.MULTILINE)
        yield f"{name}.py", f"{header}{above}\n\n\n@attack\ndef naive_softmax_loss_and_gradient{rest}".encode()


def _program(path: Path, source: bytes) -> Program:
    head = source.decode(errors="replace").split("\n", _MOST_LINES)[:_MOST_LINES]
    fields = {found[1]: found[2].strip() for line in head if (found := _FIELD.match(line))}
    if not {"goal", "must"} <= set(fields):
        raise ValueError(f"{path} does not say its goal and what must happen")
    unwalled = fields.get("unwalled", "")
    return Program(
        name=path.relative_to(FOLDER).with_suffix("").as_posix(),
        source=source,
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
