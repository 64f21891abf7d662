"""A process that a limit ends is reported as that, whatever the same call does in a fresh process, where less was used before."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from grader import catalogue, grading, runner
from grader.model import Submission
from grader.sandbox import Box, Limits

AMARA = (Path(__file__).resolve().parents[1] / "submissions/class/amara/word2vec.py").read_text(encoding="utf-8")
NAIVE = {"a", "b", "c", "d"}  # the parts whose function calls softmax
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="limits that Linux keeps")


@pytest.fixture(scope="module")
def exam():
    return grading.prepare(catalogue.load("word2vec"), seed=3)


@pytest.fixture
def attempt(exam):
    """The attempt at a right file whose softmax does something more in each call."""

    def made(statement: str, **limits: float) -> runner.Attempt:
        source = AMARA.replace("    e = np.exp(scores", f"    {statement}\n    e = np.exp(scores")
        with Box(limits=Limits(**limits), isolation="none") as box:
            return runner.attempt(exam, box, Submission(id="me", files={"word2vec.py": source.encode()}))

    return made


@pytest.mark.parametrize(
    ("statement", "limits", "verdict", "code", "words"),
    [
        pytest.param(
            "import time; t = time.process_time() + 0.2\n    while time.process_time() < t: pass",
            {"cpu_limit": 1, "submission_limit": 100},
            *("timeout", "timeout", "used more than 1 s of processor time (--cpu-limit)"),
            marks=on_linux,
        ),
        pytest.param(
            "globals().setdefault('kept', []).append(np.ones(5 << 20))",
            {"memory_limit": 400},
            *("error", "memory-limit", "out of memory (--memory-limit): Unable to allocate"),
            marks=on_linux,
        ),
        pytest.param(
            "kept = globals().setdefault('kept', []); kept += [bytearray(9999) for _ in range(4000)]",
            {"memory_limit": 400},
            *("error", "memory-limit", "out of memory (--memory-limit)"),
            marks=on_linux,
        ),
        (
            "import time; time.sleep(0.1)",
            {"submission_limit": 0.9},
            *("timeout", "timeout", "the submission as a whole took more than 0.9 s (--submission-limit)"),
        ),
    ],
)
def test_what_grows_from_call_to_call_until_a_limit_ends_it(attempt, statement, limits, verdict, code, words):
    result = attempt(statement, **limits).result
    naive = [part for part in result.parts if part.id in NAIVE]
    assert [part.verdict.value for part in naive] == [verdict] * len(NAIVE)
    for part in naive:
        assert [d.code for d in part.diagnosis] == [code]
        assert part.diagnosis[0].message.startswith(words)
        assert (part.others, part.case is None) == ((), code == "memory-limit")
    if "submission_limit" not in limits or limits["submission_limit"] > 1:
        assert {part.verdict.value for part in result.parts if part.id not in NAIVE} == {"correct"}


@pytest.mark.parametrize("statement", ["print('x' * 100_000)", "import sys; sys.stderr.write('x' * 100_000)"])
def test_output_that_grows_beyond_its_limit_costs_nothing(attempt, statement):
    result = attempt(statement).result
    assert {part.verdict.value for part in result.parts} == {"correct"}
    said = [remark.message for remark in result.remarks if remark.code == "output-limit"]
    assert ["--output-limit" in message for message in said] == [True]
    assert "prints" not in {remark.code for remark in result.remarks}
