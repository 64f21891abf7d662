# goal: put another file in the place of the results
# must: error raised
# unwalled: files

import os

from tools import BAIT, attack


@attack
def naive_softmax_loss_and_gradient():
    os.rename(BAIT["secret"], BAIT["results"])
