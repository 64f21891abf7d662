# goal: open a secret by system calls made by number
# must: error raised | error crashed
# unwalled: secret

import os

from tools import BAIT, attack, syscall, tell


@attack
def naive_softmax_loss_and_gradient():
    tell(os.read(syscall("openat", -100, BAIT["secret"].encode(), os.O_RDONLY), 100))
