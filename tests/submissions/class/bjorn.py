# Björn Sigurðsson
# Only plain Python here: lists, loops and math. Slow, but I can see every step.
import math


def dot(a, b):
    total = 0.0
    for x, y in zip(a, b):
        total += x * y
    return total


def sigma(t):
    return 1 / (1 + math.exp(-t))


def sigmoid(x):
    result = x.copy()
    for i in range(result.size):
        result.flat[i] = sigma(x.flat[i])
    return result


def sigmoid_gradient(x):
    result = x.copy()
    for i in range(result.size):
        s = sigma(x.flat[i])
        result.flat[i] = s * (1 - s)
    return result


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    scores = [dot(u, center_vector) for u in outside_vectors]
    biggest = max(scores)
    exps = [math.exp(s - biggest) for s in scores]
    total = math.fsum(exps)
    probabilities = [e / total for e in exps]

    loss = -math.log(probabilities[outside_index])
    grad_center = [0.0] * len(center_vector)
    grad_outside = []
    for w, p in enumerate(probabilities):
        error = p - 1 if w == outside_index else p
        for j in range(len(center_vector)):
            grad_center[j] += error * outside_vectors[w][j]
        grad_outside.append([error * v for v in center_vector])
    return loss, grad_center, grad_outside


def negative_sampling_loss_and_gradient(center_vector, outside_index, negative_indices, outside_vectors):
    d = len(center_vector)
    grad_center = [0.0] * d
    grad_outside = [[0.0] * d for _ in outside_vectors]
    loss = 0.0
    for w, label in [(outside_index, 1)] + [(k, 0) for k in negative_indices]:
        s = sigma(dot(outside_vectors[w], center_vector))
        loss -= math.log(s if label == 1 else sigma(-dot(outside_vectors[w], center_vector)))
        for j in range(d):
            grad_center[j] += (s - label) * outside_vectors[w][j]
            grad_outside[w][j] += (s - label) * center_vector[j]
    return loss, grad_center, grad_outside


def skip_gram_loss_and_gradient(center_index, outside_indices, center_vectors, outside_vectors, loss_and_gradient):
    n, d = center_vectors.shape
    loss = 0.0
    grad_center = [[0.0] * d for _ in range(n)]
    grad_outside = [[0.0] * d for _ in range(n)]
    for o in outside_indices:
        pair_loss, pair_center, pair_outside = loss_and_gradient(center_vectors[center_index], o, outside_vectors)
        loss += pair_loss
        for j in range(d):
            grad_center[center_index][j] += pair_center[j]
        for w in range(n):
            for j in range(d):
                grad_outside[w][j] += pair_outside[w][j]
    return loss, grad_center, grad_outside
