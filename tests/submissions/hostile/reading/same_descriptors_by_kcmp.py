# goal: compare this process's descriptors with the judge's
# must: error raised | error crashed
# unwalled: claim?

import os

from tools import BAIT, attack, claim, syscall


@attack
def naive_softmax_loss_and_gradient():
    claim(f"kcmp says {syscall('kcmp', os.getpid(), BAIT['judge'], 0, 2, 2)}")
