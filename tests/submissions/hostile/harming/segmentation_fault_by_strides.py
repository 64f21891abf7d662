# goal: end the process by an invalid access through NumPy alone
# must: error crashed

import numpy as np

from tools import attack


@attack
def naive_softmax_loss_and_gradient():
    np.lib.stride_tricks.as_strided(np.zeros(1), shape=(10**6,), strides=(1 << 30,)).sum()
