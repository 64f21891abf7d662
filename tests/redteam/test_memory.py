"""The memory of the judge is bounded by the assignment, not by what is handed in: answers of every type, shape and number."""

from __future__ import annotations

import subprocess
import sys

from tests.redteam.test_redteam import WALLED, _needs

MOST = 150.0
"""MiB of the judge, with Python, NumPy and the reference."""

FUNCTIONS = """
def sigmoid(x): return BIG
def sigmoid_gradient(x): return BIG
def naive_softmax_loss_and_gradient(v, o, U): return outputs(v, U)
def negative_sampling_loss_and_gradient(v, o, samples, U): return outputs(v, U)
def skip_gram_loss_and_gradient(c, context, V, U, f): return outputs(V, U)
"""
ALL_BIG = "(BIG, BIG, BIG)"
# Each takes seconds; `tests.redteam.peak` measures any file. What is kept of an answer is tested in tests/sandbox/test_kept.py.
ANSWERS = {
    "bools": ("np.ones(8 << 20, bool)", ALL_BIG),
    "float64": ("np.arange(1 << 20) / 3", "(BIG[:1], a, BIG[:-99])"),
    "four_dimensions": ("np.ones((1, 512, 2, 1000))", "(1.0, BIG, b)"),
    "too_many_outputs": ("np.arange(60_000) / 3", "(BIG,) * 16"),
    "just_kept": ("np.arange(8000) / 3", ALL_BIG),
}


def test_no_answer_makes_the_judge_large(tmp_path):
    _needs(WALLED[1])
    for name, (big, outputs) in ANSWERS.items():
        source = f"import numpy as np\nBIG = {big}\ndef outputs(a, b): return {outputs}\n{FUNCTIONS}"
        (tmp_path / name).mkdir()
        (tmp_path / name / "word2vec.py").write_text(source)
    command = [sys.executable, "-m", "tests.redteam.peak", WALLED[1], *(str(tmp_path / name) for name in ANSWERS)]
    told = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert told.returncode == 0, told.stderr
    lines = [line.split() for line in told.stdout.splitlines()]
    assert [name for name, _, _ in lines] == list(ANSWERS)
    assert {name: float(peak) for name, _, peak in lines if float(peak) > MOST} == {}
    assert {name for name, score, _ in lines if float(score)} == set()
