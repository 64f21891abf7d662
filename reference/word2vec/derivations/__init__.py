"""The derivations of word2vec: each loss and each closed form once, for any number of words, coordinates, samples, context words.

`grader validate` proves every claim, and runs functions.py on symbols to see that it computes just these closed forms. `wrong`
lists closed forms that are not right: the proof has to reject every one. One file a loss: naive_softmax (a to d), sigmoid (e),
negative_sampling (f, g), skip_gram (h); the letters that they share are in letters.
"""

from dataclasses import replace

from . import naive_softmax, negative_sampling, sigmoid, skip_gram
from .slips import naive_softmax as of_softmax
from .slips import negative_sampling as of_sampling
from .slips import sigmoid as of_sigmoid
from .slips import skip_gram as of_context
from .slips.hints import HINTS

DERIVATIONS = (
    replace(naive_softmax.DERIVATION, slips=of_softmax.SLIPS, clues=of_softmax.CLUES, hints=HINTS),
    replace(sigmoid.SIGMOID, slips=(of_sigmoid.OF_SIGMOID,), clues=(of_sigmoid.OF_VALUE,), hints=HINTS),
    replace(sigmoid.SIGMOID_GRADIENT, slips=(of_sigmoid.OF_GRADIENT,), clues=(of_sigmoid.OF_SLOPE,), hints=HINTS),
    replace(negative_sampling.DERIVATION, slips=of_sampling.SLIPS, hints=HINTS),
    replace(skip_gram.DERIVATION, slips=of_context.SLIPS, hints=HINTS),
)
