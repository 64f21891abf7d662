# goal: find out whether the parent may be signalled (signal 0, which does nothing)
# must: error raised
# unwalled: claim

import os

from tools import attack, claim


@attack
def naive_softmax_loss_and_gradient():
    os.kill(os.getppid(), 0)
    claim("the parent may be signalled")
