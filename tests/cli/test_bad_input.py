"""Whatever is handed in: one clear message and a record, and the others are graded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader import catalogue, grading, runner
from grader.sandbox import Box, Limits
from tests.support.submitted import submitted

RIGHT = (Path(__file__).resolve().parent.parent / "submissions/class/amara/word2vec.py").read_text(encoding="utf-8")
NAME = "naive_softmax_loss_and_gradient"


def spoilt(body: str) -> str:
    """The right file with another naive softmax; `right` is the right one."""
    return RIGHT + f"\n\nright = {NAME}\n\n\ndef {NAME}(*inputs):\n" + "".join(f"    {line}\n" for line in body.splitlines())


# name: (source, status, verdict of part b, score, words of the message)
FILES: dict[str, tuple[str | bytes, str, str, float, str]] = {
    "binary": (b"\x7fELF\x00\x01" * 50, "refused", "error", 0, "not text"),
    "undecodable": (b"# caf\xe9\n" + RIGHT.encode(), "refused", "error", 0, "cannot be decoded"),
    "too-large": (b"#" * 2_000_000, "refused", "error", 0, "too large"),
    "syntax-error": (RIGHT + "\ndef f(:\n", "failed", "error", 0, "SyntaxError"),
    "endless-import": (RIGHT + "\nwhile True: pass\n", "graded", "correct", 100, "is left out: it did not end in time"),
    "exits-at-import": (RIGHT + "\nimport os; os._exit(0)\n", "graded", "correct", 100, "exit code 0"),
    "system-exit": (RIGHT + "\nimport sys; sys.exit()\n", "graded", "correct", 100, "SystemExit"),
    "needs-torch": ("import torch\n" + RIGHT, "graded", "correct", 100, "line 1 imports torch, which is not available here"),
    "function-missing": (
        RIGHT.replace(f"def {NAME}", "def naive_softmax_loss_and_gradients"),
        "graded",
        "missing",
        60,
        "there is no naive_softmax_loss_and_gradient; did you mean",
    ),
    "wrong-signature": (spoilt("return right(*inputs)").replace("*inputs):", "a, b):"), "graded", "error", 60, "TypeError"),
    "two-outputs": (spoilt("return right(*inputs)[:2]"), "graded", "error", 60, "2 values were returned, expected 3"),
    "none": (spoilt("right(*inputs)"), "graded", "error", 60, "nothing was returned"),
    "texts": (spoilt("return 'a', 'b', 'c'"), "graded", "error", 60, "of type str"),
    "scalar": (spoilt("L, g, G = right(*inputs)\nreturn L, g.sum(), G"), "graded", "incorrect", 85, "has shape ()"),
    "nan": (spoilt("L, g, G = right(*inputs)\nreturn L, g * np.nan, G"), "graded", "incorrect", 85, "NaN"),
    "raises": (spoilt("raise ValueError(f'bad {inputs[0]}')"), "graded", "error", 60, "ValueError: bad"),
    "raises-a-name": (
        spoilt("raise type(f'E{inputs[0].tolist()}', (Exception,), {})(int(inputs[0][0] * 1e9))"),
        "graded",
        "error",
        60,
        "E[",
    ),
    "returns-a-name": (spoilt("return [type(f'V{inputs[0].tolist()}', (), {})()] * 3"), "graded", "error", 60, "of type V["),
    "endless-call": (spoilt("while True: pass"), "graded", "timeout", 60, "ran longer than 0.5 s (--time-limit)"),
    "exits-in-call": (spoilt("import os; os._exit(0)"), "graded", "error", 60, "exit code 0"),
    "recursion": (spoilt(f"return {NAME}(*inputs)"), "graded", "error", 60, "RecursionError"),
    "not-implemented": (spoilt("raise NotImplementedError"), "graded", "missing", 60, ""),
    "crlf": (RIGHT.replace("\n", "\r\n"), "graded", "correct", 100, ""),
    "tabs": (RIGHT.replace("    ", "\t"), "graded", "correct", 100, ""),
    "bom": (b"\xef\xbb\xbf" + RIGHT.encode(), "graded", "correct", 100, ""),
    "languages": ("# 注释 한국어 комментарий שלום\n" + RIGHT, "graded", "correct", 100, ""),
    "warns": ("import warnings; warnings.warn('x')\nx = 'a' is 'b'\n" + RIGHT, "graded", "correct", 100, ""),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """All of them, handed in as one class."""
    folder = tmp_path_factory.mktemp("class")
    for name, (source, *_) in FILES.items():
        (folder / name).mkdir()
        (folder / name / "word2vec.py").write_bytes(source if isinstance(source, bytes) else source.encode())
    exam = grading.prepare(catalogue.load("word2vec"), seed=2)
    with Box(limits=Limits(time_limit=0.5, import_limit=1.0)) as box:
        return {result.id: result for result in runner.run(exam, submitted(folder), box)}


@pytest.mark.parametrize("name", FILES)
def test_every_file_has_its_record(graded, name):
    _, status, verdict, score, words = FILES[name]
    result = graded[name]
    part = next(p for p in result.parts if p.id == "b")
    assert (result.status.value, part.verdict.value, float(result.score)) == (status, verdict, score)
    assert words in " ".join([result.message, *(d.message for d in part.diagnosis), *(r.message for r in result.remarks)])


@pytest.mark.parametrize("name", ["raises", "raises-a-name", "returns-a-name"])
def test_a_text_does_not_carry_the_hidden_inputs_out(graded, name):
    told = graded[name].parts[1].diagnosis[0].message
    assert "…" in told
    assert not any(character.isdigit() for character in told)


def test_a_message_names_the_file_as_it_was_handed_in(tmp_path):
    (tmp_path / "alice.py").write_text(FILES["syntax-error"][0], encoding="utf-8")
    (tmp_path / "bob.py").write_text(FILES["raises"][0], encoding="utf-8")
    exam = grading.prepare(catalogue.load("word2vec"), seed=2)
    with Box(limits=Limits()) as box:
        alice, bob = runner.run(exam, submitted(tmp_path), box)
    assert alice.message.startswith("SyntaxError: invalid syntax (alice.py line ")
    assert bob.parts[0].diagnosis[0].where.startswith("bob.py line ")


def test_what_a_file_does_to_the_machine_of_its_neighbours_is_nothing(graded):
    assert len(graded) == len(FILES)
    assert json.dumps(sorted(graded)) == json.dumps(sorted(FILES))
