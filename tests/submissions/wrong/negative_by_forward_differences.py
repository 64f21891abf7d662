# expect: f.vc=incorrect f.uo=incorrect f.uk=incorrect g=incorrect ; diagnosis f.vc=numerical-gradient f.uo=numerical-gradient f.uk=numerical-gradient g=numerical-gradient
"""Forward differences of the loss."""

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_gradient(x):
    e = np.exp(-np.abs(x))
    return e / (1 + e) ** 2


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    scores = outside_vectors @ center_vector
    exps = np.exp(scores - scores.max())
    yhat = exps / exps.sum()
    loss = -np.log(yhat[outside_index])
    delta = yhat.copy()
    delta[outside_index] -= 1
    grad_center = delta @ outside_vectors
    grad_outside = np.outer(delta, center_vector)
    return loss, grad_center, grad_outside


def sampling_loss(center_vector, outside_index, negative_indices, outside_vectors):
    loss = -np.log(sigmoid(outside_vectors[outside_index] @ center_vector))
    for k in negative_indices:
        loss -= np.log(sigmoid(-outside_vectors[k] @ center_vector))
    return loss


def negative_sampling_loss_and_gradient(center_vector, outside_index, negative_indices, outside_vectors):
    h = 1e-4
    arguments = outside_index, negative_indices
    loss = sampling_loss(center_vector, *arguments, outside_vectors)
    grad_center = np.zeros_like(center_vector)
    for j in range(len(center_vector)):
        moved = center_vector.copy()
        moved[j] += h
        grad_center[j] = (sampling_loss(moved, *arguments, outside_vectors) - loss) / h
    grad_outside = np.zeros_like(outside_vectors)
    for w, j in np.ndindex(outside_vectors.shape):
        moved = outside_vectors.copy()
        moved[w, j] += h
        grad_outside[w, j] = (sampling_loss(center_vector, *arguments, moved) - loss) / h
    return loss, grad_center, grad_outside


def skip_gram_loss_and_gradient(center_index, outside_indices, center_vectors, outside_vectors, loss_and_gradient):
    loss = 0.0
    grad_center_vectors = np.zeros_like(center_vectors)
    grad_outside_vectors = np.zeros_like(outside_vectors)
    for outside_index in outside_indices:
        pair_loss, grad_center, grad_outside = loss_and_gradient(
            center_vectors[center_index], outside_index, outside_vectors
        )
        loss += pair_loss
        grad_center_vectors[center_index] += grad_center
        grad_outside_vectors += grad_outside
    return loss, grad_center_vectors, grad_outside_vectors
