# goal: write through a descriptor of the judge in /proc
# must: error raised
# unwalled: files

import os

from tools import BAIT, attack


@attack
def naive_softmax_loss_and_gradient():
    os.open(f"/proc/{BAIT['judge']}/fd/{BAIT['open_results']}", os.O_WRONLY | os.O_TRUNC)
