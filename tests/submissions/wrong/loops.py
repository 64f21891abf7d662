import numpy as np


def sigmoid(x):
    return np.exp(x) / (np.exp(x) + 1)


def sigmoid_gradient(x):
    s = sigmoid(x)
    return s - s * s


def softmax(z):
    z = z - np.max(z)
    return np.exp(z) / np.sum(np.exp(z))


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    V, d = outside_vectors.shape
    yhat = softmax(np.array([np.dot(u, center_vector) for u in outside_vectors]))
    loss = -np.log(yhat[outside_index])
    grad_center = -outside_vectors[outside_index]
    grad_outside = np.zeros((V, d))
    for w in range(V):
        grad_center = grad_center + yhat[w] * outside_vectors[w]
    for w in range(V):
        if w == outside_index:
            grad_outside[w] = (yhat[w] - 1) * center_vector
        else:
            grad_outside[w] = yhat[w] * center_vector
    return loss, grad_center, grad_outside


def negative_sampling_loss_and_gradient(center_vector, outside_index, negative_indices, outside_vectors):
    v = center_vector
    u_o = outside_vectors[outside_index]
    s_o = sigmoid(u_o @ v)
    loss = -np.log(s_o)
    grad_center = (s_o - 1) * u_o
    grad_outside = np.zeros(outside_vectors.shape)
    grad_outside[outside_index] = (s_o - 1) * v
    for k in negative_indices:
        u_k = outside_vectors[k]
        s_k = sigmoid(-(u_k @ v))
        loss -= np.log(s_k)
        grad_center += (1 - s_k) * u_k
        grad_outside[k] += (1 - s_k) * v
    return loss, grad_center, grad_outside


def skip_gram_loss_and_gradient(center_index, outside_indices, center_vectors, outside_vectors, loss_and_gradient):
    v_c = center_vectors[center_index]
    loss = 0
    grad_center_vectors = np.zeros(center_vectors.shape)
    grad_outside_vectors = np.zeros(outside_vectors.shape)
    for o in outside_indices:
        L, gv, gU = loss_and_gradient(v_c, o, outside_vectors)
        loss = loss + L
        grad_center_vectors[center_index] = grad_center_vectors[center_index] + gv
        grad_outside_vectors = grad_outside_vectors + gU
    return loss, grad_center_vectors, grad_outside_vectors
