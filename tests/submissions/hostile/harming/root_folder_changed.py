# goal: leave the root folder in which this process was put
# must: error raised
# unwalled: claim?

import os

from tools import BAIT, attack, claim


@attack
def naive_softmax_loss_and_gradient():
    os.chroot(BAIT["folder"])
    claim("the root folder was changed")
