from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "grader" / "untrusted"


@pytest.fixture(scope="session")
def box_folder() -> Path:
    """Where the untrusted half lies. Nobody imports it, so these tests go by path, as the trusted half does."""
    return FOLDER


@pytest.fixture(scope="session")
def boxed() -> Callable[[str], ModuleType]:
    """The modules of the box by name, under the name that they have in the box."""
    spec = importlib.util.spec_from_file_location("box_main", FOLDER / "entrypoint.py")
    assert spec is not None
    assert spec.loader is not None
    main = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(main)
    main.adopt(str(FOLDER))
    return lambda name: main if name == "entrypoint" else importlib.import_module(f"_box.{name}")


@pytest.fixture
def import_system() -> Iterator[None]:
    """What a submission's modules do to the import system is undone."""
    modules, finders = dict(sys.modules), list(sys.meta_path)
    yield
    sys.meta_path[:] = finders
    sys.modules.update({name: module for name, module in modules.items() if name not in sys.modules})
    for name in set(sys.modules) - set(modules):
        if not name.startswith(("_box", "numpy")):
            del sys.modules[name]


@pytest.fixture(autouse=True)
def working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What runs in this process instead of one of its own makes its working folder in a folder of the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])  # a worker that is started later reads it
    yield
    settled = sys.modules.get("_box.inside_files")
    if settled is not None:
        settled._settled.clear()


@pytest.fixture(autouse=True)
def _same_score():
    """What the kernel ends first is the box, and not this process, in which a test may run the box's entry point."""
    score = Path("/proc/self/oom_score_adj")
    before = score.read_text() if score.exists() else ""
    yield
    if before and score.read_text() != before:
        score.write_text(before)
