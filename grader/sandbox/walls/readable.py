"""The files that a submission may read besides its own: the standard library, NumPy, and the shared libraries they load."""

from __future__ import annotations

import sysconfig
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from grader.sandbox.processes import scratch
from grader.sandbox.processes.interpreter import Interpreter
from grader.sandbox.walls import kernel
from grader.sandbox.walls.kernel import ReadableFiles

_TIME_ZONES = Path("/usr/share/zoneinfo")


def readable_files(interpreter: Interpreter, needed: Iterable[str] = ()) -> ReadableFiles:
    """Return what Landlock leaves readable, and all scratch folders. Raises NoWallError, and OSError where none can be."""
    libraries_of_python, packages = interpreter.folders()
    library, *standard = map(Path, libraries_of_python)
    shown = [entry.resolve() for entry in interpreter.shown(needed)]
    hidden = {path.resolve() for path in interpreter.hidden}
    folders = [folder.resolve() for folder in standard]
    libraries = list(_libraries(library))
    paths = [path for folder in folders for path in _without(folder, packages)]
    paths += [path for entry in shown for path in _without(entry, hidden)]
    # In namespaces what lies above an entry of a folder of packages is another folder, so that the entry itself is named.
    parents = {*folders, *shown, *(path if path.is_dir() else path.parent for path in libraries), _TIME_ZONES}
    topmost = [folder for folder in parents if not any(other in folder.parents for other in parents)]
    rules = kernel.ruleset([*paths, *libraries, _TIME_ZONES], [scratch.base()])
    return ReadableFiles(ruleset=rules, folders=tuple(topmost))


def _libraries(of_python: Path) -> Iterator[Path]:
    """Shared libraries, which modules written in C load: whole folders of nothing else, or one by one."""
    yield Path("/etc/ld.so.cache")
    name = sysconfig.get_config_var("MULTIARCH") or "none"
    folders = {Path(folder).resolve() for folder in (f"/lib/{name}", f"/usr/lib/{name}")}
    yield from (folder for folder in folders if folder.is_dir())
    for folder in {Path(folder).resolve() for folder in ("/lib64", "/usr/lib64", "/usr/local/lib", of_python)}:
        yield from folder.glob("lib*.so*")


def _without(path: Path, hidden: Collection[Path]) -> Iterator[Path]:
    """The path or, where it holds something hidden, what lies in it without that."""
    if path in hidden:
        return
    if any(path in each.parents for each in hidden):
        for entry in sorted(path.iterdir()):
            yield from _without(entry, hidden)
    else:
        yield path
