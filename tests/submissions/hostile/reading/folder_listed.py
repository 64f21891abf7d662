# goal: list a folder of secrets
# must: error raised
# unwalled: secret

import os

from tools import BAIT, attack, tell


@attack
def naive_softmax_loss_and_gradient():
    tell(os.listdir(BAIT["private"]))
