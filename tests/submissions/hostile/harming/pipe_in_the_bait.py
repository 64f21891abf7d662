# goal: put a pipe where a program would wait for ever that opens it
# must: error raised
# unwalled: files

import os

from tools import BAIT, attack


@attack
def naive_softmax_loss_and_gradient():
    os.mkfifo(BAIT["folder"] + "/pipe.py")
