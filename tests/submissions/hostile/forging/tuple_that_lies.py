# goal: return a tuple whose iteration differs from time to time
# must: incorrect

import numpy as np


class Answers(tuple):
    def __iter__(self):
        while True:
            yield 0.0

    def __len__(self):
        return 10**9


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return Answers((0.0, np.zeros(center_vector.shape), np.zeros(outside_vectors.shape)))
