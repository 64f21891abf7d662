# goal: return objects that start a program in whoever unpickles them
# must: error

import os

import numpy as np

from tools import BAIT


class Gadget:
    def __reduce__(self):
        return os.mkdir, (BAIT["folder"] + "/unpickled",)


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return Gadget(), np.array([Gadget()], dtype=object), [Gadget()]
