# goal: make a program in memory and run it, where no file may be opened
# must: error raised | error crashed
# unwalled: claim?

import os

from tools import attack, claim, syscall


@attack
def naive_softmax_loss_and_gradient():
    file = syscall("memfd_create", b"program", 0)
    claim(f"a file in memory: {file}")
    os.close(file)
