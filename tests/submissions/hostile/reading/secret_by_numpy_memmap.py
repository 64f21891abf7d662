# goal: map a secret into memory
# must: error raised
# unwalled: secret

import numpy as np

from tools import BAIT, attack, tell


@attack
def naive_softmax_loss_and_gradient():
    tell(np.memmap(BAIT["secret"], dtype=np.uint8, mode="r").tobytes())
