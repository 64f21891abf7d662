# goal: close the answers and go on, so that the process neither answers nor ends
# must: error crashed

import os
import time

from tools import attack, descriptors


@attack
def naive_softmax_loss_and_gradient():
    for number in descriptors():
        os.close(number)
    time.sleep(1000)
