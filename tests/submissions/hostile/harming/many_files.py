# goal: use up the file system's entries by folders
# must: error raised
# unwalled: files

import os

from tools import BAIT, attack


@attack
def naive_softmax_loss_and_gradient():
    for number in range(20):
        os.mkdir(f"{BAIT['folder']}/many_{number}")
