"""Emre Yıldız. Results in float32: that is what one stores for a real vocabulary."""

import numpy as np


def single(*values):
    return tuple(np.asarray(value, dtype=np.float32) for value in values)


def sigmoid(x):
    return np.float32(1) / (1 + np.exp(-x)).astype(np.float32)


def sigmoid_gradient(x):
    s = 1 / (1 + np.exp(-x))
    return (s * (1 - s)).astype(np.float32)


def _sigma(x):
    return 1 / (1 + np.exp(-x))


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    scores = np.matmul(outside_vectors, center_vector)
    scores = scores - np.max(scores)
    p = np.exp(scores) / np.sum(np.exp(scores))
    loss = -np.log(p[outside_index])
    p[outside_index] -= 1
    return single(loss, np.matmul(p, outside_vectors), np.outer(p, center_vector))


def negative_sampling_loss_and_gradient(center_vector, outside_index, negative_indices, outside_vectors):
    grad_outside = np.zeros(outside_vectors.shape)
    u = outside_vectors[outside_index]
    loss = -np.log(_sigma(u @ center_vector))
    error = _sigma(u @ center_vector) - 1
    grad_center = error * u
    grad_outside[outside_index] += error * center_vector
    for k in negative_indices:
        u = outside_vectors[k]
        loss -= np.log(_sigma(-u @ center_vector))
        error = _sigma(u @ center_vector)
        grad_center = grad_center + error * u
        grad_outside[k] += error * center_vector
    return single(loss, grad_center, grad_outside)


def skip_gram_loss_and_gradient(center_index, outside_indices, center_vectors, outside_vectors, loss_and_gradient):
    loss = 0.0
    grad_center_vectors = np.zeros(center_vectors.shape)
    grad_outside_vectors = np.zeros(outside_vectors.shape)
    for o in outside_indices:
        l, gc, go = loss_and_gradient(center_vectors[center_index], o, outside_vectors)
        loss += l
        grad_center_vectors[center_index] += gc
        grad_outside_vectors += go
    return single(loss, grad_center_vectors, grad_outside_vectors)
