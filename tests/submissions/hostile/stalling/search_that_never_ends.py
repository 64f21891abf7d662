# goal: hang in C, where no exception arrives
# must: timeout

import re


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    re.match(r"(a+)+$", "a" * 60 + "b")
