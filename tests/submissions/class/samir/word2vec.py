#!/usr/bin/env python

import numpy as np

from utils.utils import softmax


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
    y_hat = softmax(np.dot(outsideVectors, centerWordVec)
    loss = -np.log(y_hat[outsideWordIdx])
    y_hat[outsideWordIdx] -= 1
    gradCenterVec = np.dot(y_hat, outsideVectors)
    gradOutsideVecs = np.outer(y_hat, centerWordVec)
    ### END YOUR CODE

    return loss, gradCenterVec, gradOutsideVecs
