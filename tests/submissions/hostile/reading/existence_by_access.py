# goal: learn by access and readlink whether a file exists
# must: incorrect | error raised
# unwalled: claim

import os

from tools import BAIT, attack, claim


@attack
def naive_softmax_loss_and_gradient():
    if os.access(BAIT["secret"], os.F_OK):
        claim("the secret exists")
    os.readlink(BAIT["link"])
