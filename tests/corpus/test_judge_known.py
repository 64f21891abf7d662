"""Errors of the judge that the corpus once found."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from grader import catalogue, grading
from grader.model import Verdict
from tests.corpus import kinds_skip_gram
from tests.corpus.kinds_common import kind
from tests.corpus.ours import courts, judged
from tests.support.dictionary_box import answer, verdicts
from tests.support.own_programs import NAIVE, NEGATIVE, OWN


def test_what_another_function_has_spoilt_is_not_carried_forward():
    """Negative sampling turns its signs round once the naive softmax has been called. The file's own sigmoid is right."""

    def module():
        called = []

        def naive(*inputs):
            called.append(inputs)
            return OWN[NAIVE](*inputs)

        def sampling(*inputs):
            loss, g, G = OWN[NEGATIVE](*inputs)
            return (-loss, -g, -G) if called else (loss, g, G)

        return {**OWN, NAIVE: naive, NEGATIVE: sampling}

    exam = grading.prepare(catalogue.load("word2vec"), seed=1)
    assert verdicts(converse_in_processes(exam, module))["f.vc"] == "incorrect"


@pytest.mark.parametrize("asked", ["v_c", "U"])
def test_skip_gram_that_asks_in_half_precision_is_seen(asked):
    """By contract an argument that was rounded to float32 is still that array; float16 is off by 5e-4."""

    def half(r, o):
        return (np.float16(r.C[r.c]), o, r.U) if asked == "v_c" else (r.C[r.c], o, np.float16(r.U))

    spoil = partial(kinds_skip_gram._ask, half)
    seen = judged(courts(0)["skip_gram"], kind("skip_gram", "asks in half precision", "asks wrongly", spoil, ()))
    assert seen["h.vc"].verdict is not Verdict.CORRECT


def converse_in_processes(exam, module):
    """The whole conversation, with a fresh module for every process that is asked."""
    modules, conversation = {}, grading.grade(exam, "me")
    question = next(conversation)
    while True:
        try:
            functions = modules.setdefault(question.process, module())
            question = conversation.send(answer(functions, question))
        except StopIteration as end:
            return end.value
