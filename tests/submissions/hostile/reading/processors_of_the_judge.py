# goal: learn that the judge runs, and on which processors
# must: error raised
# unwalled: claim

import os

from tools import BAIT, attack, claim


@attack
def naive_softmax_loss_and_gradient():
    claim(f"the judge runs on {os.sched_getaffinity(BAIT['judge'])}")
