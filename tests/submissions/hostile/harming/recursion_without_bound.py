# goal: recurse until the stack of the process is exhausted
# must: error crashed | error raised | timeout

import sys


class Deep:
    def __repr__(self):
        return repr(self)


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    sys.setrecursionlimit(10**9)
    return repr(Deep())
