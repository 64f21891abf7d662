"""Mutate what is proved, one token at a time, and see that validation turns red: `python -m tests.mutation.run [PART ...]`.

Each mutant of functions.py and of the derivations is loaded in this process in place of the original, and the parts that it
touches are validated again. One that stays green must stand in `equivalent.py` with the reason that it says the same.
"""

from __future__ import annotations

import ast
import importlib
import multiprocessing
import sys
import time
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from grader import catalogue, grading
from grader.model import Assignment
from grader.symbolic import prove, trace
from grader.validation import numeric
from tests.mutation.equivalent import EQUIVALENT
from tests.mutation.mutate import Mutation, Place, function_bodies, mutations, spared, whole
from tests.mutation.programs import PROGRAMS, misjudged

ROOT = Path(__file__).resolve().parent.parent.parent

SAYS_NOTHING = ("wrong", "worlds", "letters")  # wrong forms, where to look, how to write: not what is true
WRONG_FORMS = ("SLIPS", "WRONG", "slips", "TRUE", "OF_", "center", "sampled")  # what they are made of
LINES = (
    "STEPS",
    "LOG_OF_SUM",
    "ADDED_UP",
    "GIVEN",
    "LOGITS",
    "CROSS_ENTROPY",
    "SQUARES",
    "ONE",
    "CLUES",
    "SUM_OF",
    "PREDICTED",
    "LABELLED",
)  # no claims


@dataclass(frozen=True, slots=True)
class Target:
    """One file of an assignment with its mutations."""

    assignment: str
    path: Path
    kind: str  # "functions" or "derivations"


def targets() -> list[Target]:
    found = []
    for name in catalogue.names():
        folder = catalogue.folder(name)
        found.append(Target(name, folder / "functions.py", "functions"))
        package = folder / "derivations"
        files = sorted(package.glob("[!_]*.py")) if package.is_dir() else [folder / "derivations.py"]
        # The lines of the page and the losses as given are no claims: tests.mutation.spoil spoils them.
        files = [path for path in files if not path.stem.startswith(("page_", "given"))]
        found += [Target(name, path, "derivations") for path in files]
    return found


def mutants(target: Target) -> list[Mutation]:
    source = target.path.read_text(encoding="utf-8")
    given = spared(source, keywords=SAYS_NOTHING, names=(*WRONG_FORMS, *LINES))
    if target.kind == "functions":
        return list(mutations(source, places=list(function_bodies(source).values()), spared=given))
    return list(mutations(source, places=_derivation_places(source), spared=given))


def _derivation_places(source: str) -> list[Place]:
    """All of a derivation; letters that are indices may stand for one another, and so may those that are arrays."""
    single = sorted({n.id for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name) and len(n.id) == 1})
    return [whole(source, tuple(single))]


# --- one mutant -----------------------------------------------------------------------------------------------------------


@contextmanager
def _installed(name: str, source: str, path: Path) -> Iterator[types.ModuleType]:
    """The mutated source under the original's module name, whatever depends on it imported afresh; all is put back at the end."""
    root = name.rsplit(".", 1)[0] if ".derivations." in name else name
    kept = {n: m for n, m in sys.modules.items() if n == root or n.startswith(root + ".")}
    for n in kept:
        del sys.modules[n]
    parent = name.rsplit(".", 1)[0]
    if parent != root or parent in kept:
        package = types.ModuleType(parent)
        package.__path__ = [str(path.parent)]
        sys.modules.setdefault(parent, package)
    module = types.ModuleType(name)
    module.__file__ = str(path)
    module.__package__ = parent
    sys.modules[name] = module
    try:
        exec(compile(source, str(path), "exec"), module.__dict__)
        yield module
    finally:
        for n in [n for n in sys.modules if n == root or n.startswith(root + ".")]:
            del sys.modules[n]
        sys.modules.update(kept)


def is_red(target: Target, mutation: Mutation) -> bool:
    """Whether validation rejects the mutant; a mutant that cannot even be loaded is rejected."""
    try:
        if target.kind == "functions":
            return _functions_are_red(target, mutation)
        return _derivations_are_red(target, mutation)
    except Exception:  # noqa: BLE001 - whatever stops validation turns it red
        return True


def _functions_are_red(target: Target, mutation: Mutation) -> bool:
    assignment = catalogue.load(target.assignment)
    derivations = catalogue.derivations(target.assignment)
    module = types.ModuleType("mutant")
    exec(compile(mutation.source, "mutant", "exec"), module.__dict__)
    functions = tuple(replace(f, reference=getattr(module, f.reference.__name__)) for f in assignment.functions)
    touched = _touched(mutation, target)
    return _is_red(replace(assignment, functions=functions), derivations, lambda function: function in touched)


def _touched(mutation: Mutation, target: Target) -> set[str]:
    """The functions of the assignment that run the mutated line."""
    source = target.path.read_text(encoding="utf-8")
    bodies = function_bodies(source)
    here = {name for name, place in bodies.items() if place.first[0] <= mutation.line <= place.last[0]}
    tree = {n.name: {m.id for m in ast.walk(n) if isinstance(m, ast.Name)} for n in ast.parse(source).body if hasattr(n, "name")}
    users = {name for name, used in tree.items() if used & here} | here
    return {f.name for f in catalogue.load(target.assignment).functions if f.reference.__name__ in users}


def _derivations_are_red(target: Target, mutation: Mutation) -> bool:
    assignment = catalogue.load(target.assignment)
    package = f"reference.{target.assignment}.derivations"
    name = package if target.path.stem == "derivations" else f"{package}.{target.path.stem}"
    with _installed(name, mutation.source, target.path) as module:
        if hasattr(module, "DERIVATIONS"):
            derivations = list(module.DERIVATIONS)
        else:
            found = [module] if _derivations_of(module) else [importlib.import_module(n) for n in _siblings(package, target.path)]
            derivations = [d for m in found for d in _derivations_of(m)]
        described = {derivation.function for derivation in derivations}
        return _is_red(assignment, derivations, lambda function: function in described)


def _siblings(package: str, path: Path) -> list[str]:
    return [f"{package}.{p.stem}" for p in sorted(path.parent.glob("[!_]*.py"))]


def _derivations_of(module: types.ModuleType) -> list[object]:
    return [value for value in vars(module).values() if type(value).__name__ == "Derivation"]


def _is_red(assignment: Assignment, derivations: list, wanted: Callable[[str], bool]) -> bool:
    """The checks in the order of their cost, until one fails."""
    chosen = [d for d in derivations if wanted(d.function)]
    parts = [p for p in assignment.parts if all(wanted(piece.function) for piece in p.pieces)]
    cases = [*assignment.draw(1), *assignment.stress_cases(np.random.default_rng(1))]
    few = [case for case in cases if case.why in {cases_of[-1].why for cases_of in _by_function(cases).values()}]
    claimed = {claim.part for d in chosen for claim in d.claims}
    return (
        any(part.id not in claimed for part in parts)
        or any(not prove(claim).ok for d in chosen for claim in d.claims)
        or any(not numeric.check_part(assignment, part, few, derivations).ok for part in parts)
        or any(not check.ok for d in chosen for check in trace(assignment.function(d.function), d).values())
        or any(not numeric.check_part(assignment, part, cases, derivations).ok for part in parts)
    )


def _by_function(cases: list) -> dict[str, list]:
    found: dict[str, list] = {}
    for case in cases:
        found.setdefault(case.function, []).append(case)
    return found


# --- all of them ----------------------------------------------------------------------------------------------------------


def _survives(job: tuple[Target, Mutation]) -> tuple[Target, Mutation] | None:
    return None if is_red(*job) else job


def red_without_a_mutation() -> list[Target]:
    """Files that this tool finds red as they are: then it would show nothing."""
    originals = [(t, t.path.read_text(encoding="utf-8")) for t in targets()]
    unchanged = [(t, Mutation(line=1, text="", before="", after="", nth=0, source=source)) for t, source in originals]
    return [t for t, m in unchanged if is_red(t, replace(m, line=_first_line(t)))]


def _first_line(target: Target) -> int:
    return next((place.first[0] for place in function_bodies(target.path.read_text(encoding="utf-8")).values()), 1)


def main() -> int:
    """0 if every mutant is rejected, or stands among the equivalent ones."""
    start = time.perf_counter()
    wanted = sys.argv[1:]
    for target in red_without_a_mutation():
        print(f"{target.path.relative_to(ROOT)} is red without any mutation: this tool shows nothing")
        return 1
    jobs = [(t, m) for t in targets() if not wanted or any(w in str(t.path) for w in wanted) for m in mutants(t)]
    with multiprocessing.get_context("fork").Pool() as pool:
        survivors = [found for found in pool.imap_unordered(_survives, jobs, chunksize=4) if found]
        wrong = [name for name in pool.imap_unordered(misjudged, () if wanted else PROGRAMS, chunksize=4) if name]
    for name in wrong:
        print(f"validation is wrong about this program: {name}")
    known = [(t, m) for t, m in survivors if (t.path.name, *m.key) in EQUIVALENT]
    unknown = [(t, m) for t, m in survivors if (t.path.name, *m.key) not in EQUIVALENT]
    for target, mutation in sorted(unknown, key=lambda s: (str(s[0].path), s[1].line)):
        key = (target.path.name, *mutation.key)
        print(f"survived: {target.path.relative_to(ROOT)}:{mutation.line}: {mutation.before} -> {mutation.after}    {key}")
    stale = [] if wanted else sorted(EQUIVALENT.keys() - {(t.path.name, *m.key) for t, m in known})
    for key in stale:
        print(f"no longer a survivor, take it out of equivalent.py: {key}")
    seconds = time.perf_counter() - start
    rejected = len(jobs) - len(survivors)
    print(f"{len(jobs)} mutants, {rejected} rejected, {len(known)} equivalent, {len(unknown)} survived, {seconds:.0f} s")
    return 1 if unknown or stale or wrong or len(jobs) < 60 else 0


if __name__ == "__main__":
    grading.prepare(catalogue.load("word2vec"), seed=1)  # what the workers share
    sys.exit(main())
