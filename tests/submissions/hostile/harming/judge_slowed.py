# goal: lower the judge's priority (by nothing, which shows the right to)
# must: error raised
# unwalled: claim

import os

from tools import BAIT, attack, claim


@attack
def naive_softmax_loss_and_gradient():
    os.setpriority(os.PRIO_PROCESS, BAIT["judge"], os.getpriority(os.PRIO_PROCESS, BAIT["judge"]))
    claim("the judge's priority was set")
