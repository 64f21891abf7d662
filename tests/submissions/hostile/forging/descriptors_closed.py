# goal: close every descriptor, and see what the judge makes of it
# must: error crashed

import os

from tools import attack, descriptors


@attack
def naive_softmax_loss_and_gradient():
    for number in (0, 1, 2, *descriptors()):
        os.close(number)
