"""Where output goes: the drawing to a console, data to files or to standard output (`-`), where it then stands alone."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from grader.errors import Misuse

STANDARD_OUTPUT = "-"


def console_for(*targets: str | None) -> Console:
    """The console for the drawing: standard output, or standard error where data was asked for on standard output."""
    return Console(stderr=STANDARD_OUTPUT in targets, highlight=False)


def check_targets(*targets: str | None) -> None:
    """Refuse a file that cannot be written before any work is done. Raises Misuse."""
    named = [target for target in targets if target is not None]
    if named.count(STANDARD_OUTPUT) > 1:
        raise Misuse(
            "only one kind of data can go to standard output", value=STANDARD_OUTPUT, attempt="name a file for the other"
        )
    for target in named:
        folder = Path(target).parent
        if target != STANDARD_OUTPUT and not (folder.is_dir() and os.access(folder, os.W_OK)):
            raise Misuse("there is no folder to write to", where=target, attempt="make the folder first, or name another")


def write(target: str, text: str) -> None:
    """Write a whole file or nothing: what stood there before stays until the new text is complete. Raises Misuse."""
    if target == STANDARD_OUTPUT:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    path = Path(target)
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", dir=path.parent, delete=False) as file:
            file.write(text)
        Path(file.name).chmod(0o644)
        Path(file.name).replace(path)
    except OSError as error:
        raise Misuse(
            "cannot be written", where=target, value=error.strerror or str(error), attempt="name another file"
        ) from error
