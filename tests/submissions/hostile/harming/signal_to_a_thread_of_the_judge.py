# goal: signal the judge by tgkill
# must: error raised | error crashed
# unwalled: signal

import signal

from tools import BAIT, attack, syscall


@attack
def naive_softmax_loss_and_gradient():
    syscall("tgkill", BAIT["judge"], BAIT["judge"], int(signal.SIGUSR1))
