"""A sandbox that keeps all answers of its sessions, to be searched afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

import numpy as np

from grader.sandbox import Box


class Overheard:
    """A box whose sessions are kept, so that all they have said can be looked through."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self.sessions: list[_Ear] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._box, name)

    def open(self, *arguments: Any, **named: Any) -> Any:
        """As the box's."""
        self.sessions.append(_Ear(self._box.open(*arguments, **named)))
        return self.sessions[-1]

    def heard(self) -> Iterator[str]:
        """Everything that any session has said: texts, faults, names, and numbers read as text."""
        for ear in self.sessions:
            yield from (ear.printed, repr(ear.loaded.fault))
            for answer in ear.answers:
                yield repr((answer.fault, answer.warnings))
                yield from (_as_text(output) for output in answer.outputs if isinstance(output, np.ndarray))


class _Ear:
    """A session that remembers its answers."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self.answers: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def __enter__(self) -> Self:
        self._session.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._session.__exit__(*error)

    def ask(self, *arguments: Any, **named: Any) -> Any:
        """As the session's."""
        answers = self._session.ask(*arguments, **named)
        self.answers += answers
        return answers


def _as_text(output: Any) -> str:
    """Numbers that could be characters, as such."""
    flat = np.ravel(output)[:4096]
    with np.errstate(all="ignore"):
        fits = np.isfinite(flat) & (flat >= 0) & (flat < 256)
        return bytes(flat[fits].astype(np.uint8).tolist()).decode("latin-1")
