# goal: learn which processes there are, by calls that take a process's number and need no right to it
# must: error raised
# unwalled: claim

import os

from tools import BAIT, attack, claim


@attack
def naive_softmax_loss_and_gradient():
    claim(f"the judge's group is {os.getpgid(BAIT['judge'])}")
