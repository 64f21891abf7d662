# goal: leave a file behind (in the peers' survey: in the home folder)
# must: error raised
# unwalled: files

import os

from tools import BAIT, attack


@attack
def naive_softmax_loss_and_gradient():
    os.close(os.open(BAIT["folder"] + "/left_behind", os.O_CREAT | os.O_WRONLY))
