# goal: abort, and leave a core file
# must: error crashed

import os

from tools import attack


@attack
def naive_softmax_loss_and_gradient():
    os.abort()
