# goal: open a secret by a system call of the x32 world, whose numbers a filter may not know (x86-64 only)
# must: error raised | error crashed
# unwalled: secret?

import os
import platform

from tools import BAIT, attack, libc, reach, tell

X32 = 0x40000000


@attack
def naive_softmax_loss_and_gradient():
    if platform.machine() != "x86_64":
        raise OSError("no such world on this machine")
    ctypes = reach("ctypes")
    opened = libc().syscall(ctypes.c_long(X32 + 2), BAIT["secret"].encode(), 0, 0)
    if opened < 0:
        raise OSError(ctypes.get_errno(), "open")
    tell(os.read(opened, 100))
