# goal: go to the folder of the submissions
# must: error raised
# unwalled: claim

import os

from tools import BAIT, attack, claim


@attack
def naive_softmax_loss_and_gradient():
    os.chdir(BAIT["folder"])
    claim("this process works in the bait")
