"""Measure the accuracy of the judge: right and wrong programs of each function, through the real judge, over many draws.

    python -m tests.corpus.measure                             200 seeds, the tables of this project's judge
    python -m tests.corpus.measure --plot margins.svg          the same, and every program as a point on an axis of errors
    python -m tests.corpus.measure --judge all --brief         numpy.allclose, CS224n's loop, torch's rule and autograd's as well

A false reject is a right program that does not get full marks; a false accept is a wrong one that is called right in a part
which it spoils. Both have to be 0, and the exit code says so (1 where it is not).

Margins are errors as the judge measures them, as a share of a block's largest entry: the largest of any right program, the
tolerance, the smallest of each wrong one. `any` is what no number measures (a NaN, something where zero is due), `-` is told by
its structure. Kinds that no part of the contract looks at are listed apart.

Other judges say right or wrong of a whole program. Those that evaluate the loss for every number are asked in fewer draws
(--slow-seeds), and the table says in how many. The extra `measure` has autograd's own package (without it its rule is used) and
what --plot draws with.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # arrays are small here, and there is a process for every processor

from rich.console import Console
from rich.progress import Progress

from tests.corpus import measure_tables as tables
from tests.corpus.corpus import NAMES
from tests.corpus.judges import JUDGES, SLOW
from tests.corpus.measure_run import Traces, measure

AUTOGRAD_SEEDS = 20
"""It takes as long as ours and tells nothing new after so many."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=200, help="how many draws (200)")
    parser.add_argument("--first", type=int, default=0, help="the first seed (0)")
    parser.add_argument(
        "--slow-seeds", type=int, default=3, help="draws for judges that take the loss apart number by number (3)"
    )
    parser.add_argument("--judge", choices=[*JUDGES, "all"], default="ours", help="who judges (ours)")
    parser.add_argument("--plot", type=Path, help="draw the margins to this file (.svg or .png)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (one for each processor)")
    parser.add_argument("--brief", action="store_true", help="leave out the tables of every program")
    return parser.parse_args()


def _seeds(judge: str, chosen: argparse.Namespace) -> range:
    most = dict.fromkeys(SLOW, chosen.slow_seeds) | {"autograd": AUTOGRAD_SEEDS}
    return range(chosen.first, chosen.first + min(chosen.seeds, most.get(judge, chosen.seeds)))


def _measured(judges: list[str], chosen: argparse.Namespace) -> dict[str, Traces]:
    found = {}
    with Progress(console=Console(stderr=True), transient=True) as progress:
        for judge in judges:
            seeds = _seeds(judge, chosen)
            task = progress.add_task(judge, total=len(seeds))
            found[judge] = measure(judge, seeds, jobs=chosen.jobs, done=lambda task=task: progress.advance(task))
    return found


def _of_ours(console: Console, traces: Traces, *, brief: bool) -> bool:
    """Print what there is to say of our own judge; True if it was never wrong."""
    for function in () if brief else NAMES:
        console.print(tables.every_variant(traces, function), "")
        console.print(tables.every_kind(traces, function), "")
    console.print(tables.unseen(traces), "")
    console.print(tables.families(traces), "")
    console.print(tables.summary(traces), "")
    bad = tables.disagreements(traces)
    console.print(bad or "No disagreement: every right program passes, every wrong one is seen by each part that it spoils.", "")
    return bad is None


def main() -> int:
    """Measure and print."""
    chosen = _arguments()
    console = Console(width=max(Console().width, 200))  # tables of many columns: never folded into unreadable ones
    judges = list(JUDGES) if chosen.judge == "all" else [chosen.judge]
    if chosen.plot and "ours" not in judges:
        sys.exit("--plot draws the margins of our own judge: use it with --judge ours or all")
    found = _measured(judges, chosen)
    right = "ours" not in found or _of_ours(console, found["ours"], brief=chosen.brief)
    if judges != ["ours"]:
        console.print(tables.comparison(found))
    if chosen.plot:
        from tests.corpus.measure_plot import draw  # noqa: PLC0415 - only who draws needs matplotlib

        draw(found["ours"], chosen.plot)
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
