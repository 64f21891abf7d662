# goal: read the request that comes next, to know its inputs while answering this one
# must: incorrect

import os

from tools import attack, claim, descriptors, libc, nonblocking

F_SETFL = 4


@attack
def naive_softmax_loss_and_gradient():
    for number in descriptors():
        try:
            nonblocking(number)
            if os.read(number, 10):
                claim(f"descriptor {number} holds something already")
        except OSError:
            continue
        finally:
            libc().fcntl(number, F_SETFL, 0)
