"""word2vec: losses and gradients.

Write your functions here; `grader check` says what is right and names what is not.
Arrays are float64. Do not change them in place.
"""

import numpy as np


def sigmoid(x):
    """(e) The logistic function sigma(x) = 1 / (1 + e^-x), for an array of any shape."""
    raise NotImplementedError("part e")


def sigmoid_gradient(x):
    """(e) The derivative of sigma at x (not at sigma(x)), for an array of any shape."""
    raise NotImplementedError("part e")


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    """(a) to (d) The naive-softmax loss of one pair of words, and its gradients.

    center_vector v_c (d,), outside_index o, outside_vectors U (V, d). Returns loss (), dJ/dv_c (d,), dJ/dU (V, d).
    """
    raise NotImplementedError("part a, b, c, d")


def negative_sampling_loss_and_gradient(center_vector, outside_index, negative_indices, outside_vectors):
    """(f), (g) The negative-sampling loss of one pair of words, and its gradients. Samples may repeat; none of them is o.

    center_vector v_c (d,), outside_index o, negative_indices w_1 ... w_K, outside_vectors U (V, d).
    Returns loss (), dJ/dv_c (d,), dJ/dU (V, d). Of U only K + 1 rows are read: O(K d) work where the softmax has O(V d).
    """
    raise NotImplementedError("part f.loss, f.vc, f.uo, f.uk, g")


def skip_gram_loss_and_gradient(center_index, outside_indices, center_vectors, outside_vectors, loss_and_gradient):
    """(h) The skip-gram loss of one center word and its context, and its gradients, for any loss of a pair of words.

    center_index c, outside_indices w_{t-m} ... w_{t+m} without w_t, center_vectors (V, d), outside_vectors U (V, d);
    loss_and_gradient(center_vector, outside_index, outside_vectors) returns loss (), dJ/dv_c (d,), dJ/dU (V, d) of one pair.
    Returns loss (), dJ/dV (V, d), dJ/dU (V, d).
    """
    raise NotImplementedError("part h.loss, h.U, h.vc, h.vw")
