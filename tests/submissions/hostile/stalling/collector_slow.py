# goal: sleep whenever Python collects garbage
# must: timeout | incorrect

import gc
import time

gc.set_threshold(1)


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    gc.callbacks.append(lambda *a: time.sleep(0.5))
    return [[i] for i in range(100)], center_vector, outside_vectors
