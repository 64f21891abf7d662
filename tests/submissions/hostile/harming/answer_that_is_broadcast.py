# goal: return an array that is small in memory and 8 TiB when it is written down
# must: error malformed

import numpy as np


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return np.broadcast_to(np.float64(1), (1 << 20, 1 << 20)), center_vector, outside_vectors
