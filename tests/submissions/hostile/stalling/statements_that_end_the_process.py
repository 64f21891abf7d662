# goal: take as much time as three fresh processes and one more can take to load
# must: failed crashed | failed timeout

import os
import time


def end(seconds):
    time.sleep(seconds)
    os._exit(1)


end(0.15)
end(0.05)
end(0.02)
time.sleep(30)


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    os._exit(1)
