# goal: return infinities, whose differences are NaN
# must: incorrect

import numpy as np


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return np.inf, np.full(center_vector.shape, np.inf), np.full(outside_vectors.shape, -np.inf)
