"""Word2vec. Replace every `raise NotImplementedError` by your own code."""

import numpy as np


def sigmoid(x):
    """The logistic function of x, an array of any shape. Returns an array of that shape."""
    raise NotImplementedError


def sigmoid_gradient(x):
    """The derivative of the logistic function at x, an array of any shape. Returns an array of that shape."""
    raise NotImplementedError


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    """center_vector (d,), outside_index int, outside_vectors (V, d). Returns loss, grad_center (d,), grad_outside (V, d)."""
    raise NotImplementedError


def negative_sampling_loss_and_gradient(center_vector, outside_index, negative_indices, outside_vectors):
    """As above, with a list of K indices of negative samples. Returns loss, grad_center (d,), grad_outside (V, d)."""
    raise NotImplementedError


def skip_gram_loss_and_gradient(center_index, outside_indices, center_vectors, outside_vectors, loss_and_gradient):
    """Sums loss_and_gradient over a context. Returns loss, grad_center_vectors (V, d), grad_outside_vectors (V, d)."""
    raise NotImplementedError
