# goal: read a secret file that the judge holds open and that processes inherit
# must: incorrect

import os

from tools import attack, descriptors, tell


@attack
def naive_softmax_loss_and_gradient():
    for number in descriptors():
        try:
            tell(os.pread(number, 100, 0))
        except OSError:  # a pipe has no place 0
            continue
