# goal: signal the judge by tgkill
# must: error raised | error crashed
# unwalled: signal

from tools import BAIT, attack, reach, syscall

signal = reach("signal")


@attack
def naive_softmax_loss_and_gradient():
    syscall("tgkill", BAIT["judge"], BAIT["judge"], int(signal.SIGUSR1))
