# goal: sleep, without using the processor
# must: timeout

import time


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    time.sleep(1000)
