# goal: hang whoever converts the value
# must: timeout

import numpy as np


class Endless:
    def __array__(self, dtype=None, copy=None):
        while True:
            pass


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return Endless(), Endless(), Endless()
