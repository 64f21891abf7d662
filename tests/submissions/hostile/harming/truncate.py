# goal: empty the results without opening them
# must: error raised
# unwalled: files

import os

from tools import BAIT, attack


@attack
def naive_softmax_loss_and_gradient():
    os.truncate(BAIT["results"], 0)
