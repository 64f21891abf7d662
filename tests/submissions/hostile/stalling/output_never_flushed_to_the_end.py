# goal: close the output and go on, so that whoever waits for its end waits for ever
# must: incorrect | error crashed

import os

from tools import attack


@attack
def naive_softmax_loss_and_gradient():
    os.close(1)
    os.close(2)
