# goal: take memory by filling pipes, which no limit of address space counts
# must: incorrect | error raised

import os

from tools import attack, claim, nonblocking


@attack
def naive_softmax_loss_and_gradient():
    written = 0
    for _ in range(500):
        reader, writer = os.pipe()
        nonblocking(writer)
        written += os.write(writer, b"x" * 65536)
    claim(f"{written >> 20} MiB in pipes")
