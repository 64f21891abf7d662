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

DERIVATIONS = (
    replace(naive_softmax.DERIVATION, given=given.NAIVE_SOFTMAX, steps=page_naive_softmax.STEPS),
    replace(sigmoid.SIGMOID, given=given.SIGMOID, steps=page_sigmoid.VALUE),
    replace(sigmoid.SIGMOID_GRADIENT, steps=page_sigmoid.SLOPE),
    replace(negative_sampling.DERIVATION, given=given.NEGATIVE_SAMPLING, steps=page_negative_sampling.STEPS),
    replace(skip_gram.DERIVATION, given=given.CONTEXT_SUM, steps=page_skip_gram.STEPS),
)
