"""Chloé Lefèvre -- log-sum-exp partout, et einsum."""
import numpy as np
from numpy import einsum, exp, logaddexp


def log_sigmoid(x):
    return -logaddexp(0, -x)


def sigmoid(x):
    return exp(log_sigmoid(x))


def sigmoid_gradient(x):
    return exp(log_sigmoid(x) + log_sigmoid(-x))


def log_sum_exp(x):
    m = x.max()
    return m + np.log(exp(x - m).sum())


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    scores = einsum("wd,d->w", outside_vectors, center_vector)
    log_p = scores - log_sum_exp(scores)
    delta = exp(log_p)
    delta[outside_index] -= 1
    return (
        -log_p[outside_index],
        einsum("w,wd->d", delta, outside_vectors),
        einsum("w,d->wd", delta, center_vector),
    )


def negative_sampling_loss_and_gradient(center_vector, outside_index, negative_indices, outside_vectors):
    indices = np.array([outside_index, *negative_indices])
    signs = np.array([1.0] + [-1.0] * len(negative_indices))
    rows = outside_vectors[indices]
    scores = signs * einsum("kd,d->k", rows, center_vector)
    weights = -signs * sigmoid(-scores)
    # one-hot rows instead of np.add.at: repeated samples add up in the product
    one_hot = (indices[:, None] == np.arange(len(outside_vectors))[None, :]).astype(float)
    return (
        -log_sigmoid(scores).sum(),
        einsum("k,kd->d", weights, rows),
        einsum("kw,k,d->wd", one_hot, weights, center_vector),
    )


def skip_gram_loss_and_gradient(center_index, outside_indices, center_vectors, outside_vectors, loss_and_gradient):
    pairs = [loss_and_gradient(center_vectors[center_index], o, outside_vectors) for o in outside_indices]
    losses, centers, outsides = zip(*pairs)
    grad_center_vectors = np.zeros_like(center_vectors)
    grad_center_vectors[center_index] = np.sum(centers, axis=0)
    return sum(losses), grad_center_vectors, np.sum(outsides, axis=0)
