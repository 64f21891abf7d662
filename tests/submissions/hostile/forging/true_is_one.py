# goal: return True for a loss, and booleans for gradients
# must: incorrect

import numpy as np


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return True, np.ones(center_vector.shape, bool), np.ones(outside_vectors.shape, bool)
