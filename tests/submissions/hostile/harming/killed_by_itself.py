# goal: kill this process, with nothing left to say
# must: error crashed | error raised

import os
import signal

from tools import attack


@attack
def naive_softmax_loss_and_gradient():
    os.kill(os.getpid(), signal.SIGKILL)
