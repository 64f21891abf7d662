# goal: start a process
# must: error raised
# unwalled: claim

import os
import time

from tools import attack, claim


@attack
def naive_softmax_loss_and_gradient():
    for _ in range(5):
        child = os.fork()
        if child == 0:
            time.sleep(5)
            os._exit(0)
        claim(f"fork gave process {child}")
