"""The derivations of word2vec: each loss and each closed form once, for any number of words, coordinates, samples, context words.

`grader validate` proves every claim, and runs functions.py on symbols to see that it computes just these closed forms. `wrong`
lists closed forms that are not right: the proof has to reject every one. One file a loss: naive_softmax (a to d), sigmoid (e),
negative_sampling (f, g), skip_gram (h); the letters that they share are in letters.
"""

from dataclasses import replace

from . import naive_softmax, negative_sampling, sigmoid, skip_gram
from .slips import naive_softmax as slips_of_softmax
from .slips import sigmoid as slips_of_sigmoid
from .slips.hints import HINTS

DERIVATIONS = (
    replace(naive_softmax.DERIVATION, slips=slips_of_softmax.SLIPS, hints=HINTS, clues=slips_of_softmax.CLUES),
    replace(sigmoid.SIGMOID, slips=(slips_of_sigmoid.OF_SIGMOID,), hints=HINTS, clues=(slips_of_sigmoid.VALUE_CLUES,)),
    replace(
        sigmoid.SIGMOID_GRADIENT, slips=(slips_of_sigmoid.OF_GRADIENT,), hints=HINTS, clues=(slips_of_sigmoid.GRADIENT_CLUES,)
    ),
    negative_sampling.DERIVATION,
    skip_gram.DERIVATION,
)
