# goal: leave a message queue behind
# must: error raised | error crashed
# unwalled: ipc

from tools import BAIT, attack, syscall


@attack
def naive_softmax_loss_and_gradient():
    syscall("msgget", BAIT["ipc_key"], 0o1666)
