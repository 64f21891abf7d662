# goal: reach a secret by a link of one's own making
# must: error raised
# unwalled: secret files

import os

from tools import BAIT, attack, tell


@attack
def naive_softmax_loss_and_gradient():
    os.symlink(BAIT["secret"], BAIT["folder"] + "/my_link")
    tell(open(BAIT["folder"] + "/my_link").read())
