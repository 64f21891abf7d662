# goal: copy the judge's open secret file by pidfd_getfd
# must: error raised | error crashed
# unwalled: secret?

import os

from tools import BAIT, attack, syscall, tell


@attack
def naive_softmax_loss_and_gradient():
    judge = syscall("pidfd_open", BAIT["judge"], 0)
    copy = syscall("pidfd_getfd", judge, BAIT["open_secret"], 0)
    tell(os.pread(copy, 100, 0))
