# goal: leave in the middle of a call, with exit code 0
# must: error crashed

import os

from tools import attack


@attack
def naive_softmax_loss_and_gradient():
    print("100 of 100 points", flush=True)
    os._exit(0)
