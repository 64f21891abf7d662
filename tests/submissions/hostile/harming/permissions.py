# goal: take the permissions of the results away
# must: error raised
# unwalled: files

import os

from tools import BAIT, attack


@attack
def naive_softmax_loss_and_gradient():
    os.chmod(BAIT["results"], 0)
