import numpy as np


def one_hot(index, size):
    return np.eye(size)[index]
