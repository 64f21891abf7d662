# goal: give the results to somebody else
# must: error raised
# unwalled: claim?

import os

from tools import BAIT, attack, claim


@attack
def naive_softmax_loss_and_gradient():
    os.chown(BAIT["results"], os.getuid(), os.getgid())
    claim("the owner of the results was set")
