import numpy as np
from utils.gradcheck import gradcheck_naive, grad_tests_softmax, grad_tests_negsamp
from utils.utils import normalizeRows, softmax


def sigmoid(x):
    s = 1 / (1 + np.exp(-x))
    return s


def naiveSoftmaxLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset):
    y_hat = softmax(np.dot(outsideVectors, centerWordVec))
    loss = -np.log(y_hat[outsideWordIdx])
    delta = y_hat.copy()
    delta[outsideWordIdx] -= 1
    gradCenterVec = np.dot(outsideVectors.T, delta)
    gradOutsideVecs = np.dot(delta[:, np.newaxis], centerWordVec[np.newaxis, :])
    return loss, gradCenterVec, gradOutsideVecs


def getNegativeSamples(outsideWordIdx, dataset, K):
    samples = [None] * K
    for k in range(K):
        idx = dataset.sampleTokenIdx()
        while idx == outsideWordIdx:
            idx = dataset.sampleTokenIdx()
        samples[k] = idx
    return samples


def negSamplingLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset, K=10):
    negSampleWordIndices = getNegativeSamples(outsideWordIdx, dataset, K)
    u_o = outsideVectors[outsideWordIdx]
    u_neg = outsideVectors[negSampleWordIndices]
    p_o = sigmoid(np.dot(u_o, centerWordVec))
    p_neg = sigmoid(-np.dot(u_neg, centerWordVec))
    loss = -np.log(p_o) - np.sum(np.log(p_neg))
    gradCenterVec = (p_o - 1) * u_o + np.dot(1 - p_neg, u_neg)
    gradOutsideVecs = np.zeros(outsideVectors.shape)
    gradOutsideVecs[outsideWordIdx] = (p_o - 1) * centerWordVec
    for k in range(K):
        gradOutsideVecs[negSampleWordIndices[k]] += (1 - p_neg[k]) * centerWordVec
    return loss, gradCenterVec, gradOutsideVecs


def skipgram(currentCenterWord, windowSize, outsideWords, word2Ind,
             centerWordVectors, outsideVectors, dataset,
             word2vecLossAndGradient=naiveSoftmaxLossAndGradient):
    loss = 0.0
    gradCenterVecs = np.zeros(centerWordVectors.shape)
    gradOutsideVectors = np.zeros(outsideVectors.shape)
    center = word2Ind[currentCenterWord]
    for word in outsideWords:
        l, g_in, g_out = word2vecLossAndGradient(centerWordVectors[center], word2Ind[word], outsideVectors, dataset)
        loss += l
        gradCenterVecs[center] += g_in
        gradOutsideVectors += g_out
    return loss, gradCenterVecs, gradOutsideVectors
