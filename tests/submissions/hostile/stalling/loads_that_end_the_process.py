# goal: end the process in every function, and take long whenever the file is loaded again
# must: error crashed | error timeout | timeout | failed timeout

import os
import time

time.sleep(0.1)


def naive_softmax_loss_and_gradient(*arguments):
    time.sleep(0.15)
    os._exit(1)


negative_sampling_loss_and_gradient = skip_gram_loss_and_gradient = sigmoid = naive_softmax_loss_and_gradient
