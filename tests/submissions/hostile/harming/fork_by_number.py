# goal: start a process by the system calls fork and vfork, which libraries do not use
# must: error raised | error crashed
# unwalled: claim?

import os

from tools import attack, claim, syscall


@attack
def naive_softmax_loss_and_gradient():
    child = syscall("fork")
    if child == 0:
        os._exit(0)
    claim(f"fork gave process {child}")
