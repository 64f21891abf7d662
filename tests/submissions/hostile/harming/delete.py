# goal: delete another student's file
# must: error raised
# unwalled: files

import os

from tools import BAIT, attack


@attack
def naive_softmax_loss_and_gradient():
    os.unlink(BAIT["other_submission"])
