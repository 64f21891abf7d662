"""The reference under the names and with the arguments of XCS224N. `grader validate` hands it in, with functions.py beside it."""

import functions
import numpy as np
from helpers.utils import get_negative_samples, normalize_rows
from helpers.utils import sigmoid as provided_sigmoid
from q2a_softmax import softmax
from q2b_gradcheck import gradcheck_naive
from utils.gradcheck import grad_tests_negsamp, grad_tests_softmax
from utils.utils import normalizeRows

# What the course provides is right; a statement that raises here is reported.
assert np.allclose(normalize_rows(np.array([[3.0, 4.0], [0.0, 2.0]])), [[0.6, 0.8], [0.0, 1.0]])
assert np.all(normalizeRows(np.zeros((1, 2))) == 0)
assert np.allclose(softmax(np.log([[1.0, 3.0], [2.0, 2.0]])), [[0.25, 0.75], [0.5, 0.5]])
assert np.allclose(softmax(np.array([1000.0, 1000.0 + np.log(3.0)])), [0.25, 0.75])
assert np.allclose(softmax(np.array([[1000.0, 1000.0]])), 0.5)
assert np.allclose(provided_sigmoid(np.log(3.0)), 0.75)
assert provided_sigmoid(-1000.0) == 0
gradcheck_naive(abs, 1.0, "x")
grad_tests_softmax(abs, {}, [], None)
grad_tests_negsamp(abs, {}, [], None, abs)


def sigmoid(x):
    return functions.sigmoid(x)


def naive_softmax_loss_and_gradient(center_word_vec, outside_word_idx, outside_vectors, dataset):
    return functions.naive_softmax_loss_and_gradient(center_word_vec, outside_word_idx, outside_vectors)


def neg_sampling_loss_and_gradient(center_word_vec, outside_word_idx, outside_vectors, dataset, K=10):
    samples = get_negative_samples(outside_word_idx, dataset, K)
    return functions.negative_sampling_loss_and_gradient(center_word_vec, outside_word_idx, samples, outside_vectors)


def skipgram(
    current_center_word,
    outside_words,
    word2ind,
    center_word_vectors,
    outside_vectors,
    dataset,
    word2vec_loss_and_gradient=naive_softmax_loss_and_gradient,
):
    def loss_and_gradient(center_vector, outside_index, vectors):
        return word2vec_loss_and_gradient(center_vector, outside_index, vectors, dataset)

    center, outside = word2ind[current_center_word], [word2ind[word] for word in outside_words]
    return functions.skip_gram_loss_and_gradient(center, outside, center_word_vectors, outside_vectors, loss_and_gradient)
