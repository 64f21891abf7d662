# goal: date a file back, so that it was handed in in time
# must: error raised
# unwalled: files

import os

from tools import BAIT, attack


@attack
def naive_softmax_loss_and_gradient():
    os.utime(BAIT["other_submission"], (0, 0))
