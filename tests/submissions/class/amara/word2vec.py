"""word2vec, assignment 2. Amara Okafor"""

import numpy as np


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def sigmoid_gradient(x):
    s = sigmoid(x)
    return s * (1.0 - s)


def softmax(scores):
    e = np.exp(scores - np.max(scores))
    return e / np.sum(e)


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    y_hat = softmax(outside_vectors @ center_vector)
    y = np.zeros_like(y_hat)
    y[outside_index] = 1.0
    loss = -np.log(y_hat[outside_index])
    return loss, outside_vectors.T @ (y_hat - y), np.outer(y_hat - y, center_vector)


def negative_sampling_loss_and_gradient(center_vector, outside_index, negative_indices, outside_vectors):
    u_o = outside_vectors[outside_index]
    u_neg = outside_vectors[negative_indices]  # (K, d)
    p_o = sigmoid(u_o @ center_vector)
    p_neg = sigmoid(-u_neg @ center_vector)  # (K,)

    loss = -np.log(p_o) - np.sum(np.log(p_neg))
    grad_center = -(1 - p_o) * u_o + (1 - p_neg) @ u_neg
    grad_outside = np.zeros(outside_vectors.shape)
    grad_outside[outside_index] = -(1 - p_o) * center_vector
    np.add.at(grad_outside, negative_indices, np.outer(1 - p_neg, center_vector))  # a word may be drawn twice
    return loss, grad_center, grad_outside


def skip_gram_loss_and_gradient(center_index, outside_indices, center_vectors, outside_vectors, loss_and_gradient):
    loss = 0.0
    grad_center_vectors = np.zeros(center_vectors.shape)
    grad_outside_vectors = np.zeros(outside_vectors.shape)
    for o in outside_indices:
        l, g_c, g_o = loss_and_gradient(center_vectors[center_index], o, outside_vectors)
        loss += l
        grad_center_vectors[center_index] += g_c
        grad_outside_vectors += g_o
    return loss, grad_center_vectors, grad_outside_vectors
