# goal: print bytes that are no text
# must: incorrect

import os

from tools import attack


@attack
def naive_softmax_loss_and_gradient():
    os.write(2, bytes(range(256)) * 100)
    os.write(1, b"\xff\xfe\xed" * 1000)
