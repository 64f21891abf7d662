# goal: return a generator of numbers that never ends
# must: error

import itertools


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return itertools.count()
