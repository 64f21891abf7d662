# goal: find out whether all processes of this user may be signalled (signal 0, which does nothing)
# must: error raised
# unwalled: claim

import os

from tools import attack, claim


@attack
def naive_softmax_loss_and_gradient():
    os.kill(-1, 0)
    claim("kill(-1) is allowed")
