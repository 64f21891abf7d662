"""`grader grade`, which also tells what its own process took: the part of the work that more workers do not share.

    python -m tests.benchmarks.measured_grade OUT grade PATH...

OUT receives as JSON the processor time of this process by phase, without that of workers and sandboxes, and its peak memory, MiB:

    start   imports, options
    read    submissions are read
    engine  the first worker gets ready
    begin   submissions are written into the journal
    grade   chunks go to workers; results come back, go into the journal and are counted
    report  the report is made from the journal, written and drawn
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader import cli, intake
from grader.cli import signals
from grader.records.journal import Journal

_phases: dict[str, float] = {}


def _ends(phase: str) -> None:
    _phases[phase] = _phases.get(phase, 0.0) + time.process_time() - sum(_phases.values())


def _between(before: str, function: Callable[..., Any], after: str = "") -> Callable[..., Any]:
    """The function, at the beginning of which one phase ends, and at its end another."""

    def measured(*arguments: Any, **named: Any) -> Any:
        _ends(before)
        result = function(*arguments, **named)
        if after:
            _ends(after)
        return result

    return measured


def main() -> None:
    """Run the command of the remaining arguments."""
    intake.collect = _between("start", intake.collect, "read")
    Journal.begin = _between("engine", Journal.begin, "begin")  # type: ignore[method-assign]
    Journal.report = _between("grade", Journal.report)  # type: ignore[method-assign]
    signals.listen()
    code = cli.main(sys.argv[2:])
    _ends("report")
    # Not ru_maxrss, which begins with the memory of the process that started this one.
    (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    Path(sys.argv[1]).write_text(json.dumps({"processor": _phases, "peak": int(peak) / 1024}))
    sys.exit(code)


if __name__ == "__main__":
    main()
