# goal: look around on the machine
# must: error raised
# unwalled: claim

import os

from tools import attack, claim


@attack
def naive_softmax_loss_and_gradient():
    claim(f"folders of the machine: {os.listdir('/')[:5]}")
