# goal: signal the group of this process, in which a keeper of processes might be
# must: error raised | incorrect

import os

from tools import BAIT, attack, claim, reach

signal = reach("signal")


@attack
def naive_softmax_loss_and_gradient():
    if os.getpgrp() != os.getpid():  # a group of somebody else
        os.killpg(os.getpgrp(), 0)
        claim("the group of another process may be signalled")
