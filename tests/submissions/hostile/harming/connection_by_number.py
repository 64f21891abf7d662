# goal: connect by system calls made by number
# must: error raised | error crashed
# unwalled: claim

from tools import attack, claim, syscall


@attack
def naive_softmax_loss_and_gradient():
    claim(f"a socket: {syscall('socket', 2, 1, 0)}")
