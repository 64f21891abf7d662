# goal: return an array of 400 MB
# must: error raised | error malformed

import numpy as np


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return np.zeros(50_000_000), center_vector, outside_vectors
