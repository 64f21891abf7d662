# goal: return complex, structured and text arrays
# must: error

import numpy as np


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    record = np.zeros(outside_vectors.shape, dtype=[("x", "f8"), ("y", "O")])
    return np.array("nan"), np.zeros(center_vector.shape, complex), record
