# goal: leave shared memory behind, which belongs to no process
# must: error raised | error crashed
# unwalled: ipc

from tools import BAIT, attack, syscall


@attack
def naive_softmax_loss_and_gradient():
    syscall("shmget", BAIT["ipc_key"], 4096, 0o1666)  # IPC_CREAT
