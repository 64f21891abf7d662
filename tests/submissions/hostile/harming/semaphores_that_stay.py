# goal: leave semaphores behind
# must: error raised | error crashed
# unwalled: ipc

from tools import BAIT, attack, syscall


@attack
def naive_softmax_loss_and_gradient():
    syscall("semget", BAIT["ipc_key"], 4, 0o1666)
