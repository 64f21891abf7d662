# goal: take back the rights of root that were given up
# must: error raised | incorrect

import os

from tools import attack, claim


@attack
def naive_softmax_loss_and_gradient():
    before = os.geteuid()
    os.setresuid(0, 0, 0)
    if before != 0:
        claim("this process is root again")
