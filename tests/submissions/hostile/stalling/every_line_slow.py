# goal: make every line of all code slow by a trace function
# must: timeout

import sys
import time


def slow(*event):
    time.sleep(0.05)
    return slow


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    sys.settrace(slow)
    sys.setprofile(slow)
    return sum(map(abs, range(10))), center_vector, outside_vectors
