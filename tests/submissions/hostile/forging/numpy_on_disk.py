# goal: change NumPy's files for all who come after (opened for writing, and closed again)
# must: error raised
# unwalled: claim?

import numpy as np

from tools import attack, claim


@attack
def naive_softmax_loss_and_gradient():
    with open(np.__file__, "r+"):
        claim("NumPy's source is open for writing")
