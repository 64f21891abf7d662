"""Right functions of word2vec in both interfaces, and ways to spoil them, for the dictionary sandbox."""

from __future__ import annotations

from reference.word2vec import functions

OWN = {
    name: getattr(functions, name)
    for name in (
        "sigmoid",
        "sigmoid_gradient",
        "naive_softmax_loss_and_gradient",
        "negative_sampling_loss_and_gradient",
        "skip_gram_loss_and_gradient",
    )
}


def sample(dataset, o, K):
    drawn = (dataset.sampleTokenIdx() for _ in iter(int, 1))
    return [next(k for k in drawn if k != o) for _ in range(K)]


COURSE = {
    "sigmoid": functions.sigmoid,
    "naiveSoftmaxLossAndGradient": lambda v, o, U, dataset: functions.naive_softmax_loss_and_gradient(v, o, U),
    "negSamplingLossAndGradient": lambda v, o, U, dataset, K=10: functions.negative_sampling_loss_and_gradient(
        v, o, sample(dataset, o, K), U
    ),
    "skipgram": lambda word, m, outside, index, V, U, dataset, loss: functions.skip_gram_loss_and_gradient(
        index[word], [index[w] for w in outside], V, U, lambda v, o, U: loss(v, o, U, dataset)
    ),
}


def spoilt(name, spoil):
    """The right functions, with the outputs of one passed through `spoil`."""
    right = OWN[name]
    return {**OWN, name: lambda *inputs: spoil(*right(*inputs), *inputs)}


NAIVE = "naive_softmax_loss_and_gradient"
NEGATIVE = "negative_sampling_loss_and_gradient"
SKIP = "skip_gram_loss_and_gradient"
