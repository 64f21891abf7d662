"""The interpreter that runs submissions: the grader's own, or another one with its own NumPy and packages (`--python`).

Of another interpreter a submission sees the standard library and the folders of installed packages, without what would help it:
the grader, assignments, and links to folders elsewhere (`hidden`).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from grader.errors import Misuse
from grader.version import PYTHONS

_ABOUT = Path(__file__).with_name("about_python.py")

# Seconds for an interpreter to describe itself; it takes 0.2 s, and more on a cold disk.
_ANSWER_SECONDS = 20.0

# Packages that know the answers. Installed assignments are found by their file assignment.py.
HIDDEN_PACKAGES = ("grader", "reference", "nabla_grader")

# The folder of NumPy, found without importing it: a process of the box starts before this one has imported anything large.
_numpy = find_spec("numpy")
assert _numpy is not None
assert _numpy.origin is not None
NUMPY_FOLDER = Path(_numpy.origin).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreter:
    """An interpreter that runs submissions.

    path      how it is started; the link of a virtual environment is not resolved, since its folder is what it stands for
    about     its description of itself (`about_python`); None for the grader's own, which is looked up when it is needed
    packages  folders of packages, from which modules are imported
    hidden    entries of these folders that no submission may see; none for the grader's own, of which only NumPy is shown
    """

    path: str
    about: Mapping[str, Any] | None = None
    packages: tuple[Path, ...]
    hidden: tuple[Path, ...] = ()

    @property
    def modules(self) -> frozenset[str]:
        """Names of the modules of its standard library."""
        return frozenset(self.about["modules"]) if self.about else sys.stdlib_module_names

    @property
    def flags(self) -> tuple[str, ...]:
        """No folder of the script or of the user on the path, no site packages (nor what their .pth files run), no bytecode.

        Not -I: it would ignore PYTHONHASHSEED too, and the environment holds nothing that it would protect from.
        """
        has_safe_path = self.about is None or not self.about["python"].startswith("3.10.")  # there entrypoint.py removes it
        return (*(["-P"] if has_safe_path else []), "-s", "-S", "-B")

    def folders(self) -> tuple[list[str], list[Path]]:
        """Folders of its libraries, and all folders of installed packages, those of the grader's own interpreter among them."""
        from grader.sandbox.processes import about_python  # noqa: PLC0415 - 3 ms, for walls only

        files, of_grader = self.about or about_python.files(), about_python.files()
        return files["library"], [Path(folder) for folder in dict.fromkeys((*files["site"], *of_grader["site"]))]

    def has(self, name: str) -> bool:
        """Whether it has a module: in its standard library, or in a folder of packages. Nothing is imported to find out."""
        top, *below = name.split(".")
        if top in self.modules:
            return True
        places = [folder / top for folder in self.packages] if top not in self.hidden_names() else []
        for word in below:
            places = [place / word for place in places if place.is_dir()]
        return any(any(_alternatives(place)) for place in places)

    def shown(self, needed: Iterable[str]) -> list[Path]:
        """Entries of its folders of packages that a submission may see: of its own NumPy and what is needed, else all folders.

        What is needed comes with what it requires itself.
        """
        if self.about is not None:
            return list(self.packages)
        tops = dict.fromkeys(["numpy", *_with_required(name.partition(".")[0] for name in needed)])
        return [path for folder in self.packages for top in tops for path in _alternatives(folder / top)]

    def installed(self) -> list[str]:
        """Names and versions of what its folders of packages hold: "numpy-2.3.5.dist-info"."""
        return sorted({entry.name for folder in self.packages for entry in folder.glob("*.dist-info")})

    def hidden_names(self) -> list[str]:
        """Names of packages that no submission may import: the grader's, and installed assignments."""
        return sorted({*HIDDEN_PACKAGES, *(path.name for path in self.hidden if path.name.isidentifier())})


def own() -> Interpreter:
    """The interpreter that runs the grader, with nothing but NumPy and what an assignment names."""
    return Interpreter(path=sys.executable, packages=(NUMPY_FOLDER,))


def other(path: Path, environment: Mapping[str, str]) -> Interpreter:
    """The interpreter at this path. It is started, and describes itself.

    Raises Misuse where it is no interpreter, is not supported, has no NumPy that can be imported, or does not answer.
    """
    named = str(path)
    program = shutil.which(named)

    def misuse(what: str, value: str = "") -> Misuse:
        likely = next((str(path / name) for name in ("bin/python", "python.exe") if (path / name).exists()), "my_env/bin/python")
        attempt = f"name a CPython {PYTHONS[0]} to {PYTHONS[-1]} that has NumPy, such as {likely}"
        return Misuse(what, where=f"--python {named}", value=value, attempt=attempt)

    if program is None:
        what = "this is a folder" if path.is_dir() else "this cannot be executed" if path.exists() else "no such file"
        raise misuse(what)
    command = [os.path.abspath(program), "-E", "-B", str(_ABOUT)]  # noqa: PTH100 - Path.resolve follows links
    try:
        done = subprocess.run(  # noqa: S603 - it is what the user names
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_ANSWER_SECONDS,
            cwd=os.sep,
            env=dict(environment),
        )
    except subprocess.TimeoutExpired:
        raise misuse("the interpreter does not answer", f"within {_ANSWER_SECONDS:g} s") from None
    except OSError as error:
        raise misuse("this is not an interpreter", error.strerror or str(error)) from error
    try:
        about = json.loads(done.stdout.splitlines()[-1])
        version = ".".join(about["python"].split(".")[:2])
    except (ValueError, LookupError, TypeError, AttributeError):
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise misuse("this is not an interpreter that can be used", (lines or [f"exit code {done.returncode}"])[-1]) from None
    if about["implementation"] != "cpython" or version not in PYTHONS:
        raise misuse("this Python is not supported", f"{about['implementation']} {about['python']}")
    if "error" in about:
        raise misuse("NumPy cannot be imported there", about["error"])
    packages = dict.fromkeys(Path(folder) for folder in (about["numpy_folder"], *about["packages"]))
    hidden = tuple(entry for folder in packages for entry in sorted(folder.iterdir()) if _is_hidden(entry))
    return Interpreter(path=about["path"], about=about, packages=tuple(packages), hidden=hidden)


def _alternatives(place: Path) -> list[Path]:
    """The files of a module, and what comes along: numpy and numpy.libs, one.py, two.cpython-311.so."""
    return sorted([*place.parent.glob(place.name), *place.parent.glob(f"{place.name}.*")])


def _with_required(names: Iterable[str]) -> list[str]:
    """These packages, and all that their distributions require, those of these, and so on; extras are not required."""
    waiting, found = list(names), list[str]()
    if waiting:
        from importlib import metadata  # noqa: PLC0415 - 20 ms, which few assignments need

        provided = metadata.packages_distributions()
        while waiting:
            found.append(name := waiting.pop())
            lines = [line for each in provided.get(name, ()) for line in metadata.requires(each) or () if "extra ==" not in line]
            required = {re.split(r"[^\w.-]", line, maxsplit=1)[0].lower().replace("_", "-") for line in lines}
            more = [top for top, of in provided.items() if required & {each.lower().replace("_", "-") for each in of}]
            waiting += [top for top in more if top not in (*found, *waiting) and top not in HIDDEN_PACKAGES]
    return found


def _is_hidden(entry: Path) -> bool:
    """Whether an entry of a folder of packages is the grader's, leads elsewhere, or is an assignment or a package of some."""
    name = entry.name.lower()
    leads_elsewhere = name.endswith((".pth", ".egg-link")) or name.startswith("__editable__")
    is_assignment = any(any(entry.glob(pattern)) for pattern in ("assignment.py", "*/assignment.py")) if entry.is_dir() else False
    return leads_elsewhere or is_assignment or name.partition("-")[0].partition(".")[0] in HIDDEN_PACKAGES
