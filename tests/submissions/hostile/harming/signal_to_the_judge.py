# goal: signal the judge
# must: error raised
# unwalled: signal

import os

from tools import BAIT, attack, reach

signal = reach("signal")


@attack
def naive_softmax_loss_and_gradient():
    os.kill(BAIT["judge"], signal.SIGUSR1)
