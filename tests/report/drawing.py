"""Draw on a console of a fixed width and encoding that ignores the environment."""

from __future__ import annotations

import io
import os
from pathlib import Path

from rich.console import Console, RenderableType

SNAPSHOTS = Path(__file__).parent / "snapshots"


def console(
    width: int, *, encoding: str = "utf-8", colors: str | None = None, **environment: str
) -> tuple[Console, io.TextIOWrapper]:
    """A console and the file it writes to; with `colors` it takes that file for a terminal."""
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    options = {"width": width, "force_terminal": colors is not None, "color_system": colors, "legacy_windows": False}
    return Console(file=file, _environ=environment, **options), file


def drawn(
    renderable: RenderableType, width: int = 80, *, encoding: str = "utf-8", colors: str | None = None, **environment: str
) -> str:
    """The text that reaches the console's file."""
    on, file = console(width, encoding=encoding, colors=colors, **environment)
    on.print(renderable, crop=False)  # so that a line that is too long is seen to be
    file.flush()
    return file.buffer.getvalue().decode(encoding)


def assert_snapshot(text: str, name: str) -> None:
    """`text` is what snapshots/`name`.txt holds. UPDATE_SNAPSHOTS=1 writes the file instead; the diff is then to be read."""
    path = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text
