"""What the process takes from itself before the submission is there. Best effort: not every system knows every limit."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

try:
    import resource
except ImportError:  # Windows has none of these; the wall clock of the trusted half holds there
    resource = None  # type: ignore[assignment]

# Files that may be open at once: the protocol, the output, and what an import opens for a moment.
_OPEN_FILES = 64


def apply(asked: Mapping[str, int]) -> None:
    """Limit memory (bytes of address space) and processor time (seconds) as asked; no files written, no core dumped."""
    if resource is None:
        return
    _limit("RLIMIT_AS", asked["memory"])
    _limit("RLIMIT_CPU", asked["processor"])
    _limit("RLIMIT_FSIZE", 0)
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_NOFILE", _OPEN_FILES)


def _limit(name: str, value: int) -> None:
    """Lower both limits of that name, never raise them."""
    with contextlib.suppress(AttributeError, ValueError, OSError, OverflowError):
        which = getattr(resource, name)
        hard = resource.getrlimit(which)[1]
        lowered = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (lowered, lowered))
