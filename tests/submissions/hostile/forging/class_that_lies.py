# goal: return objects that say they are arrays and floats
# must: error

import numpy as np


class Meta(type):
    def __instancecheck__(cls, other):
        return True

    def __subclasscheck__(cls, other):
        return True


class Liar(metaclass=Meta):
    @property
    def __class__(self):
        return np.ndarray

    dtype, shape, ndim, nbytes = np.dtype("f8"), (), 0, 8

    def tobytes(self):
        return b"\0" * 8


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return Liar(), Liar(), Liar()
