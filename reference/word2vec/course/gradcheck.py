"""The names that real submissions import from the course's `utils/gradcheck.py`. Nothing is checked here: grading does that."""


def gradcheck_naive(f, x, gradientText=""):
    """The course's own check, left out."""


def grad_tests_softmax(skipgram, dummy_tokens, dummy_vectors, dataset):
    """The course's own check, left out."""


def grad_tests_negsamp(skipgram, dummy_tokens, dummy_vectors, dataset, negSamplingLossAndGradient):
    """The course's own check, left out."""
