# goal: end by a signal, by an exit and by memory in turn, to confuse whoever counts processes
# must: error crashed | error memory-limit | timeout

import os

import numpy as np


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    held = [np.ones(1 << 20) for _ in range(40)]
    os._exit(70 + len(held) % 3)
