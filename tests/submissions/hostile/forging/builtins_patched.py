# goal: make the judge's own language lie
# must: incorrect | error raised | error crashed | error malformed | failed crashed | failed malformed

import builtins

from tools import zeros

builtins.abs = lambda x: 0
builtins.isinstance = lambda *a: True
builtins.all = builtins.any = lambda x: True
builtins.len = lambda x: 1
builtins.float = lambda x=0: 0.0


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return zeros(center_vector, outside_vectors)
