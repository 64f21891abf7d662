#!/usr/bin/env python

import numpy as np
import random

from utils.gradcheck import gradcheck_naive, grad_tests_softmax, grad_tests_negsamp
from utils.utils import normalizeRows, softmax


def sigmoid(x):
    """
    The sigmoid function of the input.
    Arguments:
    x -- a scalar or a numpy array
    Return:
    s -- sigmoid(x)
    """

    ### YOUR CODE HERE (~1 Line)
    s = 1 / (1 + np.exp(-x))
    ### END YOUR CODE

    return s


def naiveSoftmaxLossAndGradient(
    centerWordVec,
    outsideWordIdx,
    outsideVectors,
    dataset
):
    """ Loss and gradients of the naive softmax for one center word and one outside word

    Arguments:
    centerWordVec -- numpy ndarray of shape (word vector length, ), v_c
    outsideWordIdx -- integer, the index o of the outside word
    outsideVectors -- numpy ndarray of shape (num words in vocab, word vector length), U transposed
    dataset -- not used here, negative sampling needs it

    Return:
    loss -- naive softmax loss
    gradCenterVec -- dJ / dv_c, shape (word vector length, )
    gradOutsideVecs -- dJ / dU, shape (num words in vocab, word vector length)
    """

    ### YOUR CODE HERE (~6-8 Lines)

    ### The softmax function that is imported above is numerically stable: use it.
    yhat = softmax(outsideVectors @ centerWordVec)
    loss = -np.log(yhat[outsideWordIdx])
    yhat[outsideWordIdx] -= 1
    gradCenterVec = outsideVectors.T @ yhat
    gradOutsideVecs = yhat[:, np.newaxis] * centerWordVec
    ### END YOUR CODE

    return loss, gradCenterVec, gradOutsideVecs


def getNegativeSamples(outsideWordIdx, dataset, K):
    """ K indices, none of which is outsideWordIdx """

    negSampleWordIndices = [None] * K
    for k in range(K):
        newidx = dataset.sampleTokenIdx()
        while newidx == outsideWordIdx:
            newidx = dataset.sampleTokenIdx()
        negSampleWordIndices[k] = newidx
    return negSampleWordIndices


def negSamplingLossAndGradient(
    centerWordVec,
    outsideWordIdx,
    outsideVectors,
    dataset,
    K=10
):
    """ Loss and gradients of negative sampling for one center word and one outside word

    K is the number of negative samples. A word may be drawn more than once, and then counts as
    often as it was drawn.

    Arguments and return values as in naiveSoftmaxLossAndGradient
    """

    # The negative samples are drawn for you. Do not change this.
    negSampleWordIndices = getNegativeSamples(outsideWordIdx, dataset, K)
    indices = [outsideWordIdx] + negSampleWordIndices

    ### YOUR CODE HERE (~10 Lines)

    ### Use your own sigmoid here.

    ### END YOUR CODE

    return loss, gradCenterVec, gradOutsideVecs


def skipgram(currentCenterWord, windowSize, outsideWords, word2Ind,
             centerWordVectors, outsideVectors, dataset,
             word2vecLossAndGradient=naiveSoftmaxLossAndGradient):
    """ Skip-gram model in word2vec

    Arguments:
    currentCenterWord -- the center word, a string
    windowSize -- integer, the size of the context window
    outsideWords -- list of at most 2*windowSize strings, the outside words
    word2Ind -- dictionary from a word to its index in the lists of vectors
    centerWordVectors -- shape (num words in vocab, word vector length), V transposed
    outsideVectors -- shape (num words in vocab, word vector length), U transposed
    word2vecLossAndGradient -- loss and gradient function for one pair of words

    Return:
    loss -- the loss of the skip-gram model
    gradCenterVecs -- dJ / dV, shape (num words in vocab, word vector length)
    gradOutsideVectors -- dJ / dU, shape (num words in vocab, word vector length)
    """

    loss = 0.0
    gradCenterVecs = np.zeros(centerWordVectors.shape)
    gradOutsideVectors = np.zeros(outsideVectors.shape)

    ### YOUR CODE HERE (~8 Lines)

    ### END YOUR CODE

    return loss, gradCenterVecs, gradOutsideVectors


#############################################
# Tests below. Nothing to do for you here.  #
#############################################

def word2vec_sgd_wrapper(word2vecModel, word2Ind, wordVectors, dataset, windowSize,
                         word2vecLossAndGradient=naiveSoftmaxLossAndGradient):
    batchsize = 50
    half = int(wordVectors.shape[0] / 2)
    loss = 0.0
    grad = np.zeros(wordVectors.shape)
    for i in range(batchsize):
        size = random.randint(1, windowSize)
        centerWord, context = dataset.getRandomContext(size)
        c, gin, gout = word2vecModel(
            centerWord, size, context, word2Ind, wordVectors[:half, :], wordVectors[half:, :],
            dataset, word2vecLossAndGradient
        )
        loss += c / batchsize
        grad[:half, :] += gin / batchsize
        grad[half:, :] += gout / batchsize
    return loss, grad


def test_word2vec():
    """ Check both losses on random vectors """
    tokens = ["a", "b", "c", "d", "e"]
    dataset = type('dummy', (), {})()
    dataset.sampleTokenIdx = lambda: random.randint(0, 4)
    dataset.getRandomContext = lambda C: (
        tokens[random.randint(0, 4)], [tokens[random.randint(0, 4)] for i in range(2 * C)])

    random.seed(31415)
    np.random.seed(9265)
    vectors = normalizeRows(np.random.randn(10, 3))
    word2Ind = dict([("a", 0), ("b", 1), ("c", 2), ("d", 3), ("e", 4)])

    print("==== Gradient check for skip-gram with naiveSoftmaxLossAndGradient ====")
    gradcheck_naive(lambda vec: word2vec_sgd_wrapper(
        skipgram, word2Ind, vec, dataset, 5, naiveSoftmaxLossAndGradient),
        vectors, "naiveSoftmaxLossAndGradient Gradient")
    grad_tests_softmax(skipgram, word2Ind, vectors, dataset)

    print("==== Gradient check for skip-gram with negSamplingLossAndGradient ====")
    gradcheck_naive(lambda vec: word2vec_sgd_wrapper(
        skipgram, word2Ind, vec, dataset, 5, negSamplingLossAndGradient),
        vectors, "negSamplingLossAndGradient Gradient")
    grad_tests_negsamp(skipgram, word2Ind, vectors, dataset, negSamplingLossAndGradient)


if __name__ == "__main__":
    test_word2vec()
