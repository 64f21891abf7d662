# goal: signal the judge
# must: error raised
# unwalled: signal

import os
import signal

from tools import BAIT, attack


@attack
def naive_softmax_loss_and_gradient():
    os.kill(BAIT["judge"], signal.SIGUSR1)
