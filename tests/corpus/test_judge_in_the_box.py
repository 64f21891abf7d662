"""Grade right formulas as submitted files, in a real sandbox, in one run."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from grader.cli import main
from tests.corpus import variants_derivative, variants_sampling, variants_sigmoid, variants_skip_gram, variants_softmax
from tests.corpus.corpus import NAMES

pytestmark = pytest.mark.no_cover  # many runs of the same lines, which other tests measure

HERE = Path(__file__).parent
SIGMOID = "def plain(x):\n    return 1 / (1 + np.exp(-x))"
WRITTEN = {
    "naive_softmax": (variants_softmax.FORMULAS, "abcd"),
    "negative_sampling": (variants_sampling.FORMULAS, "fg"),
    "skip_gram": (variants_skip_gram.FORMULAS, "h"),
    "sigmoid_gradient": (variants_derivative.GRADIENTS, "e"),
    "sigmoid": (variants_sigmoid.SIGMOIDS, "e"),
}
OTHER = {
    "sigmoid": f"\n\n{SIGMOID}\n\n\ndef sigmoid_gradient(x):\n    return plain(x) * plain(-x)\n",
    "sigmoid_gradient": "\n\nsigmoid = plain\n",
}
"""Part e is two functions."""


def source(function, formula):
    """The file in which it stands, with the name that is due at the end."""
    text = Path(sys.modules[formula.__module__].__file__).read_text(encoding="utf-8")
    text = text.replace("from tests.corpus.variants_sigmoid import plain", SIGMOID)
    return f"{text}\n\n{NAMES[function]} = {formula.__name__}\n{OTHER.get(function, '')}"


@pytest.mark.skipif(sys.platform != "linux", reason="the box")
def test_right_formulas_get_all_their_points_and_are_accused_of_nothing(tmp_path):
    folder, target = tmp_path / "class", tmp_path / "results.json"
    folder.mkdir()
    for function, (formulas, _) in WRITTEN.items():
        for formula in formulas:
            (folder / f"{function}-{formula.__name__}.py").write_text(source(function, formula), encoding="utf-8")
    assert main(["grade", str(folder), "--json", str(target), "--seed", "1"]) == 0
    submissions = json.loads(target.read_text(encoding="utf-8"))["submissions"]
    assert len(submissions) == sum(len(formulas) for formulas, _ in WRITTEN.values())
    wrong = {}
    for submission in submissions:
        mine = WRITTEN[submission["id"].split("-")[0]][1]
        bad = [(p["id"], p["verdict"]) for p in submission["parts"] if p["id"][0] in mine and p["verdict"] != "correct"]
        if bad or submission["status"] != "graded":
            wrong[submission["id"]] = bad or submission["message"]
    assert not wrong
