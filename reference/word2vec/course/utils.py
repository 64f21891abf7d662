"""Functions that real submissions import from the courses' modules (`utils/utils.py`, `helpers/utils.py`, `q2a_softmax.py`), in our
own words: public text that the sandbox hands to a submission.
"""

import numpy as np


def normalizeRows(x):
    """Scale every row of x, shape (n, m), to length 1, in place. A row of zeros stays nearly zero."""
    x /= np.sqrt(np.sum(x**2, axis=1)).reshape((x.shape[0], 1)) + 1e-30
    return x


normalize_rows = normalizeRows


def softmax(x):
    """Softmax of a vector, or of every row of a matrix. As in the course, x is shifted in place and a new array is returned."""
    if len(x.shape) > 1:
        x -= np.max(x, axis=1).reshape((x.shape[0], 1))
        exponentials = np.exp(x)
        return exponentials / np.sum(exponentials, axis=1).reshape((x.shape[0], 1))
    x -= np.max(x)
    exponentials = np.exp(x)
    return exponentials / np.sum(exponentials)


def sigmoid(x):
    """The logistic function of a number or an array."""
    return np.exp(-np.logaddexp(0.0, -np.asarray(x, dtype=float)))


def get_negative_samples(outside_word_idx, dataset, K):
    """K words that `dataset` draws, none of which is the outside word."""
    samples = []
    while len(samples) < K:
        drawn = dataset.sample_token_idx()
        if drawn != outside_word_idx:
            samples.append(drawn)
    return samples
