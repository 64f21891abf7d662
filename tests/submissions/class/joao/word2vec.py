#!/usr/bin/env python

import numpy as np

from utils.utils import normalizeRows, softmax


def sigmoid(x):
    s = 1 / (1 + np.exp(-x))
    return s


def naiveSoftmaxLossAndGradient(
    centerWordVec,
    outsideWordIdx,
    outsideVectors,
    dataset
):
    y_hat = softmax(np.dot(outsideVectors, centerWordVec))
    loss = -np.log(y_hat[outsideWordIdx])
    delta = y_hat.copy()
    delta[outsideWordIdx] -= 1
    gradCenterVec = np.dot(outsideVectors.T, delta)
    gradOutsideVecs = np.outer(delta, centerWordVec)
    return loss, gradCenterVec, gradOutsideVecs


def getNegativeSamples(outsideWordIdx, dataset, K):
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
    # The negative samples are drawn for you. Do not change this.
    negSampleWordIndices = getNegativeSamples(outsideWordIdx, dataset, K)
    indices = [outsideWordIdx] + negSampleWordIndices

    U_neg = outsideVectors[negSampleWordIndices]
    s_o = sigmoid(np.dot(outsideVectors[outsideWordIdx], centerWordVec))
    s_neg = sigmoid(-np.dot(U_neg, centerWordVec))
    loss = -np.log(s_o) - np.sum(np.log(s_neg))
    gradCenterVec = (s_o - 1) * outsideVectors[outsideWordIdx] + np.dot(1 - s_neg, U_neg)
    gradOutsideVecs = np.zeros(outsideVectors.shape)
    gradOutsideVecs[outsideWordIdx] += (s_o - 1) * centerWordVec
    gradOutsideVecs[negSampleWordIndices] += np.outer(1 - s_neg, centerWordVec)
    return loss, gradCenterVec, gradOutsideVecs


def skipgram(currentCenterWord, windowSize, outsideWords, word2Ind,
             centerWordVectors, outsideVectors, dataset,
             word2vecLossAndGradient=naiveSoftmaxLossAndGradient):
    loss = 0.0
    gradCenterVecs = np.zeros(centerWordVectors.shape)
    gradOutsideVectors = np.zeros(outsideVectors.shape)

    center = word2Ind[currentCenterWord]
    for word in outsideWords:
        l, gradCenter, gradOutside = word2vecLossAndGradient(
            centerWordVectors[center], word2Ind[word], outsideVectors, dataset)
        loss += l
        gradCenterVecs[center] += gradCenter
        gradOutsideVectors += gradOutside
    return loss, gradCenterVecs, gradOutsideVectors
