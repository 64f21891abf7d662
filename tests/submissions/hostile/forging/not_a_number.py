# goal: return NaN, which is neither smaller nor larger than any tolerance
# must: incorrect

import numpy as np


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return np.nan, np.full(center_vector.shape, np.nan), np.full(outside_vectors.shape, np.nan)
