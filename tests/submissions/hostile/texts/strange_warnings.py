# goal: bring codes into the report by warnings
# must: incorrect

import warnings

from tools import zeros


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    for number in range(1000):
        warnings.warn(f"\x1b[2J{number} [red]\u202e\ud800" + "w" * 10_000, type("=1+1\x1b", (UserWarning,), {}))
    return zeros(center_vector, outside_vectors)
