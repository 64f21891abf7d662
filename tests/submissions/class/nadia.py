"""Assignment 2: word2vec. Nadia El-Sayed"""

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_gradient(x):
    return sigmoid(x) * (1 - sigmoid(x))


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    U = outside_vectors.T                                  # d x V, words are columns as on paper
    scores = U.T.dot(center_vector)
    yhat = np.exp(scores - scores.max())
    yhat = yhat / yhat.sum()
    y = np.zeros(yhat.shape)
    y[outside_index] = 1
    loss = -np.log(yhat[outside_index])
    return loss, U.dot(yhat - y), np.outer(center_vector, yhat - y)   # dJ/dU = v_c (yhat - y)^T


def negative_sampling_loss_and_gradient(center_vector, outside_index, negative_indices, outside_vectors):
    u_o = outside_vectors[outside_index]
    p = sigmoid(u_o @ center_vector)
    loss = -np.log(p)
    grad_center = (p - 1) * u_o
    grad_outside = np.zeros_like(outside_vectors)
    grad_outside[outside_index] = (p - 1) * center_vector
    for k in negative_indices:
        u_k = outside_vectors[k]
        p = sigmoid(-u_k @ center_vector)
        loss -= np.log(p)
        grad_center += (1 - p) * u_k
        grad_outside[k] += (1 - p) * center_vector
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
