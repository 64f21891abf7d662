"""Assignment 2: word2vec. Leilani Kahananui"""

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_gradient(x):
    return sigmoid(x) * (1 - sigmoid(x))


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    v = center_vector.reshape(-1, 1)                      # a column, as in the notes
    scores = np.matmul(outside_vectors, v)                # (V, 1)
    exps = np.exp(scores - np.max(scores))
    yhat = exps / np.sum(exps)
    loss = -np.log(yhat[outside_index])                   # still an array with one entry
    delta = yhat.copy()
    delta[outside_index] -= 1
    return loss, np.matmul(outside_vectors.T, delta).flatten(), np.matmul(delta, v.T)


def negative_sampling_loss_and_gradient(center_vector, outside_index, negative_indices, outside_vectors):
    v = center_vector.reshape(-1, 1)
    p_o = sigmoid(np.matmul(outside_vectors[outside_index], v))      # (1,)
    negatives = outside_vectors[negative_indices]
    p_k = sigmoid(-np.matmul(negatives, v))                          # (K, 1)
    loss = -np.log(p_o) - np.sum(np.log(p_k), axis=0)
    grad_center = (p_o - 1) * outside_vectors[outside_index] + np.sum((1 - p_k) * negatives, axis=0)
    grad_outside = np.zeros(outside_vectors.shape)
    grad_outside[outside_index] = (p_o - 1) * center_vector
    for i, k in enumerate(negative_indices):
        grad_outside[k] += (1 - p_k[i]) * center_vector
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
