# goal: let the kernel signal the judge, as the owner of a pipe that has become readable
# must: error raised | incorrect
# unwalled: signal

import os

from tools import BAIT, attack, reach

signal = reach("signal")

F_SETSIG, O_ASYNC = 10, 0o20000


@attack
def naive_softmax_loss_and_gradient():
    fcntl = reach("fcntl")
    reader, writer = os.pipe()
    fcntl.fcntl(reader, fcntl.F_SETOWN, BAIT["judge"])
    fcntl.fcntl(reader, F_SETSIG, int(signal.SIGUSR1))
    fcntl.fcntl(reader, fcntl.F_SETFL, fcntl.fcntl(reader, fcntl.F_GETFL) | O_ASYNC)
    os.write(writer, b"x")
