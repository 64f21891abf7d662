# goal: make an array of 8 TiB, of which nothing is touched
# must: error memory-limit

import numpy as np

from tools import attack, claim


@attack
def naive_softmax_loss_and_gradient():
    claim(np.empty(1 << 40).shape)
