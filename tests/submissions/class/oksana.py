"""Assignment 2: word2vec. Oksana Kovalenko"""

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
    u_o = outside_vectors[outside_index]
    negatives = outside_vectors[negative_indices]
    s_o = sigmoid(u_o.dot(center_vector))
    s_k = sigmoid(negatives.dot(center_vector))
    loss = -np.log(s_o) - np.log(sigmoid(-negatives.dot(center_vector))).sum()
    # true word and negatives alike: sigma times the other vector
    grad_center = s_o * u_o + s_k.dot(negatives)
    grad_outside = np.zeros(outside_vectors.shape)
    grad_outside[outside_index] = s_o * center_vector
    for k, s in zip(negative_indices, s_k):
        grad_outside[k] += s * center_vector
    return loss, grad_center, grad_outside


def skip_gram_loss_and_gradient(center_index, outside_indices, center_vectors, outside_vectors, loss_and_gradient):
    loss = 0.0
    grad_center = np.zeros_like(center_vectors)
    grad_outside = np.zeros_like(outside_vectors)
    for o in outside_indices:
        l, gc, go = loss_and_gradient(center_vectors[center_index], o, outside_vectors)
        loss += l
        grad_center[center_index] += gc
        grad_outside += go
    return loss, grad_center, grad_outside
