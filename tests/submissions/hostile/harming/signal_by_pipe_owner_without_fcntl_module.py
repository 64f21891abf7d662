# goal: the same by the C library, where the module fcntl is not offered
# must: error raised | incorrect
# unwalled: signal

import os

from tools import BAIT, attack, libc, reach

signal = reach("signal")

F_SETFL, F_SETOWN, F_SETSIG, O_ASYNC = 4, 8, 10, 0o20000


@attack
def naive_softmax_loss_and_gradient():
    c = libc()
    reader, writer = os.pipe()
    refused = [c.fcntl(reader, F_SETOWN, BAIT["judge"]), c.fcntl(reader, F_SETSIG, int(signal.SIGUSR1)), c.fcntl(reader, F_SETFL, O_ASYNC)]
    os.write(writer, b"x")
    if any(refused):
        raise PermissionError("fcntl")
