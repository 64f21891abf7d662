# goal: change the box's own files (opened for writing, and closed again)
# must: error raised
# unwalled: claim?

import sys

from tools import BAIT, attack, claim


@attack
def naive_softmax_loss_and_gradient():
    with open(BAIT["root"] + "/grader/untrusted/main.py", "r+"):
        claim("the box's source is open for writing")
