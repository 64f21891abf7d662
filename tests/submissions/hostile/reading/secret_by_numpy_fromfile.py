# goal: read a secret by NumPy's own reader
# must: error raised
# unwalled: secret

import numpy as np

from tools import BAIT, attack, tell


@attack
def naive_softmax_loss_and_gradient():
    tell(np.fromfile(BAIT["secret"], dtype=np.uint8).tobytes())
