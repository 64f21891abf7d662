"""The reference under the names and with the arguments of XCS224N. `grader validate` hands it in, with functions.py beside it."""

import functions
from helpers.utils import get_negative_samples


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
