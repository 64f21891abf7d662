"""Plot the measured errors: right programs on the left, the tolerance, wrong ones on the right, every program a point."""

from __future__ import annotations

import sys
from pathlib import Path

from grader.numeric.compare import RTOL, RTOL32
from tests.corpus.corpus import FLOAT32, FLOAT64, NAMES, Kind, Variant
from tests.corpus.measure_run import Traces, finite, programs

EXACT, BEYOND = 1e-17, 1e4
"""Where an error of zero is drawn, and one that no number measures (a NaN, something where zero is due)."""

COLOURS = {"right, float64": "tab:green", "right, float32": "tab:olive", "wrong": "tab:red", "wrong, in float32": "tab:purple"}


def _figures():
    """matplotlib, with a backend that needs no screen."""
    try:
        import matplotlib as mpl  # noqa: PLC0415 - only who draws needs it
    except ImportError:
        sys.exit("--plot draws with matplotlib, which is not here: pip install 'nabla-grader[measure]'")
    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    return plt


def _points(traces: Traces, function: str) -> dict[str, list[float]]:
    """Series -> errors, sorted: each program once, with its worst error (right) or its least (wrong)."""
    found: dict[str, list[float]] = {name: [] for name in COLOURS}
    every = programs()
    for place, trace in traces.items():
        program = every[place]
        if place[0] != function or trace.error is None:
            continue
        error = max(EXACT, min(BEYOND, finite(trace.error) if finite(trace.error) is not None else BEYOND))
        if isinstance(program, Variant) and program.precision in (FLOAT64, FLOAT32):
            found[f"right, {program.precision}"].append(error)
        elif isinstance(program, Kind) and program.spoils:
            found["wrong, in float32" if trace.low else "wrong"].append(error)
    return {name: sorted(errors) for name, errors in found.items()}


def draw(traces: Traces, path: Path) -> None:
    """Write the plot; the ending of the name says in which format (.svg, .png)."""
    pyplot = _figures()
    seeds = max(t.seeds for t in traces.values())
    figure, axes = pyplot.subplots(len(NAMES), 1, sharex=True, figsize=(9, 11), layout="constrained")
    for axis, function in zip(axes, NAMES, strict=True):
        for name, errors in _points(traces, function).items():
            axis.scatter(errors, range(len(errors)), s=7, color=COLOURS[name], label=f"{name} ({len(errors)})", zorder=2)
        axis.axvline(RTOL, color="black", linewidth=1, zorder=1)
        axis.axvline(RTOL32, color="black", linewidth=1, linestyle=":", zorder=1)
        axis.set_xscale("log")
        axis.set_xlim(EXACT / 3, BEYOND * 3)
        axis.set_ylabel("programs, sorted")
        axis.set_title(function, loc="left", fontsize=10)
        axis.legend(loc="center left", fontsize=7, frameon=False)
    axes[-1].set_xlabel(
        "error as the judge measures it, of right programs the largest, of wrong ones the smallest\n"
        f"lines: the tolerance of float64 ({RTOL:g}), the least of float32 ({RTOL32:g}); right end: NaN, inf, not zero where due"
    )
    figure.suptitle(f"Right and wrong programs before the judge, {seeds} draws", x=0.01, ha="left")
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
    pyplot.close(figure)
