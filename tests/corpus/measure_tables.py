"""Tables of text of the measured errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.markup import escape
from rich.table import Table

from tests.corpus.corpus import BY_LUCK, FLOAT32, FLOAT64, NAMES, PARTLY, UNSEEN, Kind, Program, Variant
from tests.corpus.judges import JUDGES
from tests.corpus.measure_run import Place, Trace, Traces, programs, tolerance


def _table(title: str, *columns: str, numbers: int = 0) -> Table:
    """A table whose last columns hold numbers."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="dim")
    for i, column in enumerate(columns):
        table.add_column(column, justify="right" if i >= len(columns) - numbers else "left", overflow="fold")
    return table


def _number(error: float | None) -> str:
    return "-" if error is None else "any" if error == float("inf") else f"{error:.1e}"


def _of(traces: Traces, function: str) -> Iterator[tuple[Program, Trace]]:
    every = programs()
    return ((every[place], trace) for place, trace in traces.items() if place[0] == function)


def _right(traces: Traces, function: str, precision: str) -> list[tuple[Variant, Trace]]:
    return [(p, t) for p, t in _of(traces, function) if isinstance(p, Variant) and p.precision == precision]


def _wrong(traces: Traces, function: str) -> list[tuple[Kind, Trace]]:
    return [(p, t) for p, t in _of(traces, function) if isinstance(p, Kind) and p.spoils]


def _largest(pairs) -> float | None:
    return max((t.error for _, t in pairs if t.error is not None), default=None)


def _smallest(pairs) -> float | None:
    return min((t.error for _, t in pairs if t.error is not None), default=None)


# --- margins --------------------------------------------------------------------------------------------------------------


def every_kind(traces: Traces, function: str) -> Table:
    """Kind by kind: the largest right error, the tolerance, the smallest wrong error."""
    columns = ("family", "kind", "spoils", "largest right", "tolerance", "smallest wrong", "right in")
    table = _table(f"{function}: margins of every kind", *columns, numbers=4)
    right = {low: _largest(_right(traces, function, FLOAT32 if low else FLOAT64)) for low in (False, True)}
    for kind, found in _wrong(traces, function):
        accepted = f"{found.right}/{found.seeds}"
        numbers = _number(right[found.low]), _number(tolerance(found)), _number(found.error), accepted
        table.add_row(kind.family, escape(kind.name), " ".join(sorted(kind.spoils)), *numbers)
    return table


def every_variant(traces: Traces, function: str) -> Table:
    """Variant by variant."""
    table = _table(f"{function}: right programs", "computed in", "program", "largest error", "right in", numbers=2)
    for precision in (FLOAT64, FLOAT32, PARTLY):
        for variant, found in _right(traces, function, precision):
            table.add_row(precision, escape(variant.name), _number(found.error), f"{found.right}/{found.seeds}")
    return table


def families(traces: Traces) -> Table:
    """Family by family over all functions: how far the nearest wrong program is from being called right."""
    columns = ("family", "kinds", "evaluations", "accepted", "partial only", "smallest wrong")
    table = _table("Wrong programs by family (all functions)", *columns, numbers=5)
    by_family: dict[str, list[tuple[Kind, Trace]]] = {}
    for function in NAMES:
        for kind, found in _wrong(traces, function):
            by_family.setdefault(kind.family, []).append((kind, found))
    for family, pairs in sorted(by_family.items()):
        counts = [sum(getattr(t, name) for _, t in pairs) for name in ("seeds", "right", "partly")]
        table.add_row(family, str(len(pairs)), *map(str, counts), _number(_smallest(pairs)))
    return table


def summary(traces: Traces) -> Table:
    """Function by function: how many, how often, and what went wrong."""
    columns = ("function", "variants", "kinds", "evaluations", "false rejects", "false accepts", "other parts harmed")
    table = _table("Our judge", *columns, "largest right", "smallest wrong", numbers=8)
    for function in NAMES:
        right = [pair for precision in (FLOAT64, FLOAT32, PARTLY) for pair in _right(traces, function, precision)]
        wrong = _wrong(traces, function)
        calls = sum(t.seeds for _, t in right + wrong)
        accepts = sum(what == "correct" for _, t in wrong for _, _, what in t.wrong)
        harmed = sum(what != "correct" for _, t in wrong for _, _, what in t.wrong)
        rejects = sum(t.seeds - t.right for _, t in right)
        margins = _number(_largest(_right(traces, function, FLOAT64))), _number(_smallest(wrong))
        table.add_row(function, *map(str, (len(right), len(wrong), calls, rejects, accepts, harmed)), *margins)
    return table


# --- what is not as it should be ------------------------------------------------------------------------------------------


def disagreements(traces: Traces) -> Table | None:
    """Every program that was not judged as it is; None where there is none."""
    every = programs()
    bad = {place: found for place, found in traces.items() if found.wrong and _claimed(every[place])}
    if not bad:
        return None
    table = _table("Disagreements", "function", "program", "seeds", "which", "what was said", numbers=0)
    for place, found in bad.items():
        seeds = sorted({seed for seed, _, _ in found.wrong})
        said = sorted({f"{piece} {what}" for _, piece, what in found.wrong})
        shown = " ".join(map(str, seeds[:8])) + (" ..." if len(seeds) > 8 else "")
        table.add_row(place[0], escape(every[place].name), f"{len(seeds)}/{found.seeds}", shown, ", ".join(said))
    return table


def _claimed(program: Program) -> bool:
    return isinstance(program, Variant) or bool(program.spoils)


def unseen(traces: Traces) -> Table:
    """Wrong programs that no part looks at, or only in some draws: how often they were called right."""
    table = _table("Wrong programs that no part is sure to see", "function", "program", "why", "called right", numbers=1)
    every = programs()
    for place, found in traces.items():
        kind = every[place]
        if isinstance(kind, Kind) and kind.family in (UNSEEN, BY_LUCK):
            table.add_row(place[0], escape(kind.name), escape(kind.why), f"{found.right}/{found.seeds}")
    return table


# --- beside other judges --------------------------------------------------------------------------------------------------

GROUPS = {
    "formulas": lambda family: family in ("formula", "loss", "asks wrongly", "leaning on the sigmoid"),
    ">= 1e-3": lambda family: family in ("off by 0.1", "off by 0.01", "off by 0.001", "wrong in float32"),
    "1e-4 to 1e-6": lambda family: family in ("off by 0.0001", "off by 1e-05", "off by 1e-06"),
    "not zero": lambda family: family == "not zero",
    "NaN, inf": lambda family: family == "not finite",
    "condition": lambda family: family == "under a condition",
    "remembers": lambda family: family == "remembers",
    "structure": lambda family: family in ("wrong shape", "outputs", "raises"),
}


def comparison(measured: Mapping[str, Traces]) -> Table:
    """One line a judge: false accepts by group of kinds, false rejects by precision, all out of how many."""
    names = ("judge", "seeds", "false accepts", *GROUPS, "FR float64", "FR float32")
    table = _table(
        "The same corpus before other judges: false accepts by kind, false rejects (FR) by precision", *names, numbers=12
    )
    every = programs()
    for judge, traces in measured.items():
        wrong = {p: t for p, t in traces.items() if isinstance(every[p], Kind) and every[p].spoils}
        cells = [_accepts(wrong.values())]
        cells += [_accepts(t for p, t in wrong.items() if belongs(every[p].family)) for belongs in GROUPS.values()]
        cells += [_rejects(traces, every, precision) for precision in (FLOAT64, FLOAT32)]
        seeds = max(t.seeds for t in traces.values())
        table.add_row(JUDGES[judge][0], str(seeds), *cells)
    return table


def _accepts(found) -> str:
    found = list(found)
    return f"{sum(t.right for t in found)}/{sum(t.seeds for t in found)}"


def _rejects(traces: Traces, every: dict[Place, Program], precision: str) -> str:
    found = [
        t for p, t in traces.items() if isinstance(every[p], Variant) and every[p].precision == precision and not every[p].carried
    ]
    return f"{sum(t.seeds - t.right for t in found)}/{sum(t.seeds for t in found)}"
