"""The derivations of word2vec: each loss and each closed form once, for any number of words, coordinates, samples, context words.

`grader validate` proves every claim, and runs functions.py on symbols to see that it computes just these closed forms. `wrong`
lists closed forms that are not right: the proof has to reject every one. One file a loss: naive_softmax (a to d), sigmoid (e),
negative_sampling (f, g), skip_gram (h); the letters that they share are in letters.

The assignment itself is a page of formulas. `given` holds its losses, transcribed once more and independently, and page_* its
lines: `grader validate --show` prints them with the verdict on each `=`.
"""

from dataclasses import replace

from . import (
    given,
    naive_softmax,
    negative_sampling,
    page_naive_softmax,
    page_negative_sampling,
    page_sigmoid,
    page_skip_gram,
    sigmoid,
    skip_gram,
)
from .slips import naive_softmax as of_softmax
from .slips import negative_sampling as of_sampling
from .slips import sigmoid as of_sigmoid
from .slips import skip_gram as of_context
from .slips.hints import HINTS

_PARTS = (
    (naive_softmax.DERIVATION, given.NAIVE_SOFTMAX, page_naive_softmax.STEPS, of_softmax.SLIPS, of_softmax.CLUES),
    (sigmoid.SIGMOID, given.SIGMOID, page_sigmoid.VALUE, (of_sigmoid.OF_SIGMOID,), (of_sigmoid.OF_VALUE,)),
    (sigmoid.SIGMOID_GRADIENT, (), page_sigmoid.SLOPE, (of_sigmoid.OF_GRADIENT,), (of_sigmoid.OF_SLOPE,)),
    (negative_sampling.DERIVATION, given.NEGATIVE_SAMPLING, page_negative_sampling.STEPS, of_sampling.SLIPS, ()),
    (skip_gram.DERIVATION, given.CONTEXT_SUM, page_skip_gram.STEPS, of_context.SLIPS, ()),
)
DERIVATIONS = tuple(
    replace(derivation, given=stated, steps=steps, slips=slips, clues=clues, hints=HINTS)
    for derivation, stated, steps, slips, clues in _PARTS
)
