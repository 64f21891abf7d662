"""The course's `utils/utils.py` as real submissions use it, in our own words: public text that the box hands to a submission."""

import numpy as np


def normalizeRows(x):
    """Scale every row of x, shape (n, m), to length 1, in place. A row of zeros stays nearly zero."""
    x /= np.sqrt(np.sum(x**2, axis=1)).reshape((x.shape[0], 1)) + 1e-30
    return x


def softmax(x):
    """Softmax of a vector, or of every row of a matrix. As in the course, x is shifted in place and a new array is returned."""
    if len(x.shape) > 1:
        x -= np.max(x, axis=1).reshape((x.shape[0], 1))
        exponentials = np.exp(x)
        return exponentials / np.sum(exponentials, axis=1).reshape((x.shape[0], 1))
    x -= np.max(x)
    exponentials = np.exp(x)
    return exponentials / np.sum(exponentials)
