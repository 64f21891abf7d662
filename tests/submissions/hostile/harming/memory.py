# goal: take 1.5 GB of memory (the peers' survey took 3)
# must: error memory-limit | timeout

import numpy as np

from tools import attack, claim


@attack
def naive_softmax_loss_and_gradient():
    held = [np.ones(8 << 20) for _ in range(24)]
    claim(f"{sum(a.nbytes for a in held) >> 20} MiB are held")
