# goal: leave the namespaces in which this process was put
# must: error raised | error crashed

import os

from tools import BAIT, attack, claim, syscall


@attack
def naive_softmax_loss_and_gradient():
    judge = syscall("pidfd_open", BAIT["judge"], 0)
    syscall("setns", judge, 0x40000000)  # CLONE_NEWNET
    if os.getuid() != 0:
        claim("the judge's network namespace")
    raise PermissionError("only root may, and may everything")
