# goal: none, the baseline of the peers' survey: a file that is wrong and hides nothing
# must: incorrect

import numpy as np


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return 0.5, np.ones_like(center_vector), np.ones_like(outside_vectors)
