from __future__ import annotations

import ast
import contextlib
import io
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest


@pytest.fixture
def search(boxed) -> Callable[..., Any]:
    """Search texts; each search has trees of its own."""

    def searched(main: str | bytes, **others: str) -> Any:
        texts = {"main": main, **{name.replace("__", "."): text for name, text in others.items()}}
        raw = {name: text.encode() if isinstance(text, str) else text for name, text in texts.items()}
        return boxed("quotients.search").Search(raw, "main", ast.parse)

    return searched


@pytest.fixture
def run(boxed) -> Callable[..., Any]:
    """Load files as the box does, call functions on an input; what they returned, and which names difference something."""

    def running(files: dict[str, str], factor: float = 1.0, functions: tuple[str, ...] = ("gradient", "loss")) -> Any:
        modules, finders = set(sys.modules), list(sys.meta_path)
        submission = boxed("loading").Submission({path: text.encode() for path, text in files.items()}, {}, step_factor=factor)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                namespace = submission.load("main")
                returned = {name: np.asarray(namespace[name](np.array([0.3, -0.6, 0.8]))) for name in functions}
        finally:
            sys.meta_path[:] = finders
            for name in set(sys.modules) - modules:
                if not name.startswith(("_box", "numpy")):
                    del sys.modules[name]
        return SimpleNamespace(**returned, names=submission.differences, namespace=namespace)

    return running
