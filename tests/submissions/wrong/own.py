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


def negative_sampling_loss_and_gradient(center_vector, outside_index, negative_indices, outside_vectors):
    u_o = outside_vectors[outside_index]
    u_k = outside_vectors[negative_indices]
    s_o = sigmoid(u_o @ center_vector)
    s_k = sigmoid(u_k @ center_vector)
    loss = -np.log(s_o) - np.sum(np.log(sigmoid(-u_k @ center_vector)))
    grad_center = (s_o - 1) * u_o + s_k @ u_k
    grad_outside = np.zeros_like(outside_vectors)
    grad_outside[outside_index] = (s_o - 1) * center_vector
    for k, s in zip(negative_indices, s_k):
        grad_outside[k] += s * center_vector
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
