# goal: make folders where the grader may look for its own modules and results
# must: error raised
# unwalled: files

import os

from tools import BAIT, attack


@attack
def naive_softmax_loss_and_gradient():
    os.mkdir(BAIT["folder"] + "/numpy")
