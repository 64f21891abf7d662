"""Resource limits that the process sets for itself before the submission is loaded. Not every system knows every limit.

In a fork of the zygote a limit that cannot be set is an error (`strict`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

try:
    import resource
except ImportError:  # Windows has none of these; the wall clock of the trusted half holds there
    resource = None  # type: ignore[assignment]

# Files that may be open at once: the protocol, the output, and what an import opens for a moment.
_OPEN_FILES = 64


# Seconds between the signal that ends a process which has used up its processor time (SIGXCPU: what it died of can be told) and
# the one that ends those which ignore it. The system counts whole seconds.
_GRACE = 1


# What the system may answer that knows no such limit, or cannot lower it.
_LIMITLESS = (AttributeError, ValueError, OSError)


def apply(limits: Mapping[str, int], *, strict: bool = False) -> None:
    """Limit memory (bytes of address space), processor time (whole seconds) and the size of a file (bytes); no core dumped.

    strict  raise what the system answers where it does not comply
    """
    if resource is None:
        return
    _limit("RLIMIT_AS", limits["memory"], strict=strict)
    _limit("RLIMIT_CPU", limits["processor"], grace=_GRACE, strict=strict)
    _limit("RLIMIT_FSIZE", limits["file"], strict=strict)
    _limit("RLIMIT_CORE", 0, strict=strict)
    _limit("RLIMIT_NOFILE", _OPEN_FILES, strict=strict)
    for name in ("RLIMIT_MEMLOCK", "RLIMIT_MSGQUEUE"):
        _limit(name, 0, strict=strict and hasattr(resource, name))


def _limit(name: str, value: int, *, grace: int = 0, strict: bool = False) -> None:
    """Lower both limits of that name, never raise them; the hard one is `grace` above. A value too large to count is no limit."""
    with contextlib.suppress(OverflowError, *(() if strict else _LIMITLESS)):
        which = getattr(resource, name)
        soft, hard = resource.getrlimit(which)
        resource.setrlimit(which, (_lower(value, soft), _lower(value + grace, hard)))


def _lower(value: int, standing: int) -> int:
    return value if standing == resource.RLIM_INFINITY else min(value, standing)
