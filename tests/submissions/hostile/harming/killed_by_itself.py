# goal: kill this process, with nothing left to say
# must: error crashed | error raised

import os

from tools import attack, reach

signal = reach("signal")


@attack
def naive_softmax_loss_and_gradient():
    os.kill(os.getpid(), signal.SIGKILL)
