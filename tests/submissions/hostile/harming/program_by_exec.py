# goal: become another program
# must: error raised
# unwalled: claim

import os

from tools import attack


@attack
def naive_softmax_loss_and_gradient():
    os.dup2(2, 1)
    os.execv("/bin/sh", ["sh", "-c", "echo BREACH: a shell runs"])
