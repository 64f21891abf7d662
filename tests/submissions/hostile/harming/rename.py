# goal: exchange two students' files
# must: error raised
# unwalled: files

import os

from tools import BAIT, attack


@attack
def naive_softmax_loss_and_gradient():
    os.rename(BAIT["other_submission"], BAIT["other_submission"] + ".old")
