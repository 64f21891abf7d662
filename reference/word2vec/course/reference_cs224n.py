"""The reference under the names and with the arguments of CS224n. `grader validate` hands it in, with functions.py beside it."""

import functions


def sigmoid(x):
    return functions.sigmoid(x)


def naiveSoftmaxLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset):
    return functions.naive_softmax_loss_and_gradient(centerWordVec, outsideWordIdx, outsideVectors)


def getNegativeSamples(outsideWordIdx, dataset, K):
    samples = []
    while len(samples) < K:
        drawn = dataset.sampleTokenIdx()
        if drawn != outsideWordIdx:
            samples.append(drawn)
    return samples


def negSamplingLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset, K=10):
    samples = getNegativeSamples(outsideWordIdx, dataset, K)
    return functions.negative_sampling_loss_and_gradient(centerWordVec, outsideWordIdx, samples, outsideVectors)


def skipgram(
    currentCenterWord,
    windowSize,
    outsideWords,
    word2Ind,
    centerWordVectors,
    outsideVectors,
    dataset,
    word2vecLossAndGradient=naiveSoftmaxLossAndGradient,
):
    def loss_and_gradient(center_vector, outside_index, outside_vectors):
        return word2vecLossAndGradient(center_vector, outside_index, outside_vectors, dataset)

    assert 1 <= windowSize
    center, outside = word2Ind[currentCenterWord], [word2Ind[word] for word in outsideWords]
    return functions.skip_gram_loss_and_gradient(center, outside, centerWordVectors, outsideVectors, loss_and_gradient)
