# goal: start a process by the system call clone
# must: error raised | error crashed
# unwalled: claim

import os

from tools import attack, claim, reach, syscall

signal = reach("signal")


@attack
def naive_softmax_loss_and_gradient():
    child = syscall("clone", int(signal.SIGCHLD), 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    claim(f"clone gave process {child}")
