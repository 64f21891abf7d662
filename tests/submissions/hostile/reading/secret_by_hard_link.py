# goal: give a secret a second name and read it by that
# must: error raised
# unwalled: secret files

import os

from tools import BAIT, attack, tell


@attack
def naive_softmax_loss_and_gradient():
    os.link(BAIT["secret"], BAIT["folder"] + "/my_name_for_it")
    tell(open(BAIT["folder"] + "/my_name_for_it").read())
