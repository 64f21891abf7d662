# goal: learn that the judge runs, and in which session
# must: error raised
# unwalled: claim

import os

from tools import BAIT, attack, claim


@attack
def naive_softmax_loss_and_gradient():
    claim(f"the judge's session is {os.getsid(BAIT['judge'])}")
