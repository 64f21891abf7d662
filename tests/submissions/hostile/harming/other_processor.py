# goal: choose the processor on which this process runs, beside another
# must: error raised
# unwalled: claim

import os

from tools import attack, claim


@attack
def naive_softmax_loss_and_gradient():
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    claim("the processor was chosen")
