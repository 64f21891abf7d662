"""The files that a submission finds: a scratch folder with a working folder in it, the standard library, NumPy, nothing else.

A process starts in its scratch folder, which is new, empty and its own. `settle` makes the working folder there and puts the
handed-in files into it. What is hidden is not there: FileNotFoundError.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping
from typing import Any

_WORKING_FOLDER = "work"
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", "/usr/share/zoneinfo")


def settle(files: Mapping[str, bytes]) -> str:
    """Make the working folder, go there, and write the handed-in files; return its path.

    The rest of the scratch folder is the home folder and the one for temporary files.
    """
    scratch = os.getcwd()
    os.mkdir(_WORKING_FOLDER)  # noqa: PTH102 - pathlib costs 5 ms
    os.chdir(_WORKING_FOLDER)
    for path, content in files.items():
        parts = path.split("/")
        if ".." in parts or os.path.isabs(path):  # noqa: PTH117
            continue  # it is loaded from memory like all others
        if len(parts) > 1:
            os.makedirs("/".join(parts[:-1]), exist_ok=True)  # noqa: PTH103
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(content)
    os.environ.update(HOME=scratch, TMPDIR=scratch, TEMP=scratch, TMP=scratch, USER="student", LOGNAME="student")
    return os.getcwd()


def hide_the_rest() -> None:
    """Answer FileNotFoundError to who opens or lists a file outside. Walls alone would answer that it is not permitted."""
    scratch = os.path.dirname(os.getcwd())  # noqa: PTH109, PTH120
    packages = [folder for name in [*sys.modules] if "." not in name for folder in getattr(sys.modules[name], "__path__", ())]
    seen = tuple(f"{path}/" for path in (scratch, *filter(None, sys.path), *packages, *_DEVICES))
    absolute = os.path.abspath

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("open", "os.listdir", "os.scandir") and isinstance(path := arguments[0], str | bytes):
            if not f"{absolute(os.fsdecode(path))}/".startswith(seen):
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)

    sys.addaudithook(audit)
