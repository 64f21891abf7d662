# goal: make all descriptors one
# must: error crashed | error malformed | error raised | timeout | incorrect

import os

from tools import attack, descriptors


@attack
def naive_softmax_loss_and_gradient():
    numbers = descriptors()
    for number in numbers:
        os.dup2(numbers[-1], number)
