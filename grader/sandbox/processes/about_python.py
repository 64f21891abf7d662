"""A description of the interpreter that runs this file, as JSON: its version, its folders, its NumPy.

`interpreter.py` calls `files()` for the grader's own interpreter, and starts this file in the one that `--python` names. That one
may be any Python, so the file uses only the standard library and the syntax of Python 3.6.
"""

import json
import site
import sys
import sysconfig
from pathlib import Path
from typing import Any, Dict  # noqa: UP035


def files() -> Dict[str, Any]:  # noqa: UP006 - see above
    """The paths that matter to a sandbox: `library`, `packages` that are on the path, and all `site` folders there are."""
    base = dict.fromkeys(("base", "installed_base"), sys.base_prefix)
    base.update(dict.fromkeys(("platbase", "installed_platbase"), sys.base_exec_prefix))
    library = [f"{sys.base_prefix}/lib", *(sysconfig.get_path(name, vars=base) for name in ("stdlib", "platstdlib"))]
    every = [sysconfig.get_path(name, vars=of) for name in ("purelib", "platlib") for of in (None, base)]
    every += [*site.getsitepackages(), site.getusersitepackages(), "/usr/lib/python3/dist-packages"]
    folders = [str(Path(folder).resolve()) for folder in every if Path(folder).is_dir()]
    searched = [str(Path(folder).resolve()) for folder in sys.path]
    return {
        "library": list(dict.fromkeys(library)),
        "packages": [folder for folder in dict.fromkeys(folders) if folder in searched],
        "site": list(dict.fromkeys(folders)),
    }


def main() -> None:
    """Print the description in a line of its own, below whatever `sitecustomize` and the like print."""
    about: Dict[str, Any] = {  # noqa: UP006
        "path": sys.executable,
        "python": sys.version.split()[0],
        "implementation": sys.implementation.name,
        "modules": sorted(getattr(sys, "stdlib_module_names", ())),
    }
    del sys.path[0]  # the folder of this file, in which NumPy must find nothing
    try:
        import numpy as np  # noqa: PLC0415 - where it is missing, that is part of the description

        folder = Path(str(np.__file__)).resolve().parent.parent
        about.update(files(), numpy=np.__version__, numpy_folder=str(folder))
    except Exception as error:  # noqa: BLE001 - a broken NumPy raises whatever it raises
        reason = (str(error).strip() or "no reason is given").splitlines()[0]
        about["error"] = f"{type(error).__name__}: {reason}"
    sys.stdout.write(f"\n{json.dumps(about)}\n")


if __name__ == "__main__":
    main()
