# goal: take 1.5 GB of memory by memfd, which no limit of address space counts
# must: error raised | error crashed

import os

from tools import attack, claim, syscall


@attack
def naive_softmax_loss_and_gradient():
    file = syscall("memfd_create", b"bomb", 0)
    written = sum(os.write(file, b"x" * (16 << 20)) for _ in range(96))
    os.close(file)
    if written >= 1500 << 20:
        claim(f"{written >> 20} MiB in a file without a name")
