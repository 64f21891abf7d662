"""Assignment 2: word2vec. Uri Ben-David"""

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_gradient(x):
    return sigmoid(x) * (1 - sigmoid(x))


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    scores = outside_vectors @ center_vector
    yhat = np.exp(scores - scores.max())
    yhat /= yhat.sum()
    loss = -np.log(yhat[outside_index])
    yhat[outside_index] -= 1
    return loss, yhat @ outside_vectors, np.outer(yhat, center_vector)


def negative_sampling_loss_and_gradient(center_vector, outside_index, negative_indices, outside_vectors):
    raise NotImplementedError


def skip_gram_loss_and_gradient(center_index, outside_indices, center_vectors, outside_vectors, loss_and_gradient):
    raise NotImplementedError("tomorrow")
