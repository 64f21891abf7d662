# goal: exhaust the C stack by lists in lists
# must: error crashed | error raised | timeout | incorrect

import sys


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    sys.setrecursionlimit(10**9)
    one, other = [], []
    for _ in range(300_000):
        one, other = [one], [other]
    return one == other, center_vector, outside_vectors
