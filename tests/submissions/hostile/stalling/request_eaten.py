# goal: read the requests oneself, and wait for more
# must: timeout | error raised

import os

from tools import attack, descriptors


@attack
def naive_softmax_loss_and_gradient():
    for number in descriptors():
        try:
            os.read(number, 1 << 20)
        except OSError:
            continue
