# goal: find the socket on which the keeper of processes takes its orders, and write or read some
# must: incorrect

import os
import stat

from tools import attack, claim


@attack
def naive_softmax_loss_and_gradient():
    for number in range(256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                claim(f"descriptor {number} is a socket")
        except OSError:
            continue
