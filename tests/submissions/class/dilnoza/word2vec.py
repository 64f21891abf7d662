# Dilnoza Karimova, group 3
import numpy as np

from utils.activations import logistic, softmax
from utils.one_hot import one_hot

DEBUG = True


def show(name, value):
    if DEBUG:
        print(name, "=", np.round(value, 3))


def sigmoid(x):
    return logistic(x)


def sigmoid_gradient(x):
    return sigmoid(x) * sigmoid(-x)


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    yhat = softmax(outside_vectors.dot(center_vector))
    show("yhat", yhat)
    y = one_hot(outside_index, len(yhat))
    loss = -np.sum(y * np.log(yhat))
    show("loss", loss)
    return loss, (yhat - y).dot(outside_vectors), (yhat - y)[:, None] * center_vector[None, :]


def negative_sampling_loss_and_gradient(center_vector, outside_index, negative_indices, outside_vectors):
    print("negative samples:", negative_indices)
    loss, grad_center, grad_outside = 0, 0, np.zeros(outside_vectors.shape)
    for index, target in [(outside_index, 1)] + [(k, 0) for k in negative_indices]:
        u = outside_vectors[index]
        p = sigmoid(np.dot(u, center_vector))
        show("p", p)
        loss = loss - np.log(p if target else sigmoid(-np.dot(u, center_vector)))
        grad_center = grad_center + (p - target) * u
        grad_outside[index] = grad_outside[index] + (p - target) * center_vector
    return loss, grad_center, grad_outside


def skip_gram_loss_and_gradient(center_index, outside_indices, center_vectors, outside_vectors, loss_and_gradient):
    loss = 0
    grad_center_vectors = np.zeros(center_vectors.shape)
    grad_outside_vectors = np.zeros(outside_vectors.shape)
    for outside_index in outside_indices:
        result = loss_and_gradient(center_vectors[center_index], outside_index, outside_vectors)
        loss = loss + result[0]
        grad_center_vectors[center_index] = grad_center_vectors[center_index] + result[1]
        grad_outside_vectors = grad_outside_vectors + result[2]
        print("loss so far", loss)
    return loss, grad_center_vectors, grad_outside_vectors


if __name__ == "__main__":
    print(naive_softmax_loss_and_gradient(np.ones(2), 0, np.ones((3, 2))))
