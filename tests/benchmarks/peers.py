"""Compare the time for a class with that of other autograders that make the same calls and as many comparisons.

    python -m venv peers && peers/bin/pip install gradescope-utils 'otter-grader[grading]' numpy
    python -m tests.benchmarks.peers --python peers/bin/python [--submissions 500] [--few 20] [--level strong]

gradescope-utils: a loop that starts one process for each submission, as Gradescope does in a container for each; unittest with
weights, numpy.testing.assert_allclose on each output of each case. otter-grader: a loop over `otter.api.grade_submission`, with
the same tests, without its containers. Both run submissions in the process of the tests, with no walls, and name no mistakes.

A few submissions are enough: they share no start. gradescope-utils has one loop, then one for each processor;
two loops of otter's disturb each other.
"""

from __future__ import annotations

import argparse
import inspect
import json
import os
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from grader import catalogue, grading
from grader.model import TableFunction
from tests.benchmarks.class_runs import by_outcome, grade, make, seconds

OTTER = 3  # submissions: each takes seconds

CHECKS = '''
"""Calls and comparisons, as an instructor writes them for unittest."""
import json, os
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = np.load(os.path.join(HERE, "cases.npz"))
CASES = json.load(open(os.path.join(HERE, "cases.json")))


def table(key):
    losses, centers, outsides = (DATA[f"{key}.{i}"] for i in range(3))
    return lambda center_vector, outside_index, outside_vectors: (
        losses[outside_index], centers[outside_index].copy(), outsides[outside_index].copy())


def argument(each):
    if "value" in each:
        return each["value"]
    return table(each["table"]) if "table" in each else DATA[each["array"]].copy()


def check(function, name):
    for case in CASES[name]:
        outputs = function(*map(argument, case["arguments"]))
        for output, key in zip(outputs if len(case["outputs"]) > 1 else [outputs], case["outputs"]):
            np.testing.assert_allclose(output, DATA[key], rtol=1e-5, atol=1e-6)
'''

UNITTEST = """
import os, sys, unittest
sys.path[:0] = [os.getcwd(), os.path.dirname(os.path.abspath(__file__))]
import checks
from gradescope_utils.autograder_utils.decorators import number, weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner
import word2vec

class Tests(unittest.TestCase):
    pass

for n, name in enumerate(checks.CASES):
    def test(self, name=name):
        checks.check(getattr(word2vec, name), name)
    setattr(Tests, f"test_{name}", weight(10)(number(str(n))(test)))
with open("results.json", "w") as results:
    JSONTestRunner(visibility="visible", stream=results).run(unittest.defaultTestLoader.loadTestsFromTestCase(Tests))
"""

OTTER_TEST = """
import runpy
from otter.test_files import test_case

OK_FORMAT = False
name = {name!r}
points = 10

@test_case(points=10)
def test({name}):
    runpy.run_path({checks!r})["check"]({name}, {name!r})
"""

OTTER_LOOP = """
import sys
from otter.api import grade_submission
zipped, *files = sys.argv[1:]
results = [grade_submission(file, zipped, quiet=True) for file in files]
assert all(each.total == each.possible > 0 for each in results), [(each.total, each.possible) for each in results]
"""


def write_checks(folder: Path) -> tuple[list[str], int]:
    """Write the calls of an exam and the expected outputs. Returns the names of functions, and the number of comparisons."""
    exam = grading.prepare(catalogue.load("word2vec"), seed=1)
    arrays: dict[str, Any] = {}
    cases: dict[str, list[dict[str, Any]]] = {}
    for case in exam.cases:
        reference = exam.assignment.function(case.function).reference
        arguments: list[dict[str, Any]] = []
        for name in inspect.signature(reference).parameters:
            key, value = f"{case.number}.{name}", case.inputs[name]
            if isinstance(value, TableFunction):
                arrays |= {f"{key}.{i}": answer for i, answer in enumerate(value.answers)}
                arguments.append({"table": key})
            elif isinstance(value, np.ndarray):
                arrays[key] = value
                arguments.append({"array": key})
            else:
                arguments.append({"value": value})
        expected = {f"{case.number}={name}": output for name, output in exam.expected[case.number].items()}
        arrays |= expected
        cases.setdefault(reference.__name__, []).append({"arguments": arguments, "outputs": list(expected)})
    np.savez(folder / "cases.npz", **arrays)
    (folder / "cases.json").write_text(json.dumps(cases))
    (folder / "checks.py").write_text(CHECKS)
    return list(cases), sum(len(case["outputs"]) for several in cases.values() for case in several)


def gradescope(python: Path, folder: Path, submissions: list[Path], loops: int) -> float:
    """Seconds for each submission, in so many loops side by side."""
    script = folder / "run_tests.py"
    script.write_text(UNITTEST)
    start = time.perf_counter()
    with ThreadPoolExecutor(loops) as pool:
        list(pool.map(lambda each: subprocess.run([python, script], cwd=each, check=True, capture_output=True), submissions))
    taken = time.perf_counter() - start
    for each in submissions:
        tests = json.loads((each / "results.json").read_text())["tests"]
        assert all(test["status"] == "passed" for test in tests), (each, tests)
    return taken / len(submissions)


def otter(python: Path, folder: Path, submissions: list[Path], names: list[str]) -> float:
    """Seconds for each submission."""
    tests, zipped = folder / "otter", folder / "autograder.zip"
    tests.mkdir(exist_ok=True)
    for name in names:
        (tests / f"{name}.py").write_text(OTTER_TEST.format(checks=str(folder / "checks.py"), name=name))
    without = ("--no-config", "--no-requirements", "--no-environment")
    seconds(python, "-m", "otter", "generate", "-t", tests, "-o", zipped, *without, cwd=folder)
    files = [str(each / "word2vec.py") for each in submissions]
    path = {**os.environ, "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"}  # it starts Jupyter by name
    return seconds(python, "-c", OTTER_LOOP, zipped, *files, env=path) / len(files)


def has(python: Path | None, module: str) -> bool:
    """Whether an interpreter can import a module."""
    return (
        bool(python) and not subprocess.run([str(python), "-c", f"import {module}"], check=False, capture_output=True).returncode
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--python", type=lambda path: Path(path).absolute(), help="interpreter that has the others installed")
    parser.add_argument("--submissions", type=int, default=500)
    parser.add_argument("--few", type=int, default=20, help="submissions for each loop of gradescope-utils")
    parser.add_argument("--level", default="strong")
    options = parser.parse_args()
    jobs = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        names, comparisons = write_checks(folder)
        right, _ = by_outcome(folder, interface="own")
        submissions = make(folder / "class", right, options.submissions)
        entries = sorted(submissions.iterdir())
        ours = grade(submissions, "--isolation", options.level, "--jobs", jobs).seconds / options.submissions
        print(f"{options.submissions} right submissions, {comparisons} outputs compared in each, {options.level}, {jobs} jobs")
        print(f"grader grade        {ours * 1e3:8.1f} ms for each, start included")
        for module, loops in (("gradescope_utils", 1), ("gradescope_utils", jobs), ("otter", 1)):
            if not has(options.python, module):
                print(f"{module:<20} skipped: no interpreter that can import it (--python {options.python})")
            elif module == "otter":
                show(module, loops, otter(options.python, folder, entries[:OTTER], names), ours)
            else:
                show(module, loops, gradescope(options.python, folder, entries[: options.few * loops], loops), ours)


def show(module: str, loops: int, theirs: float, ours: float) -> None:
    """Print one line."""
    print(f"{module:<20}{theirs * 1e3:8.1f} ms for each, {loops} at a time: {theirs / ours:.1f} times as long", flush=True)


if __name__ == "__main__":
    main()
