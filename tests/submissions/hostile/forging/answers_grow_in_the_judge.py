# goal: fill the judge's memory with answers that are large, but each within bounds
# must: incorrect | error malformed

import numpy as np


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return np.zeros(10**6 // 3), np.zeros(10**6 // 3), np.zeros(10**6 // 3)
