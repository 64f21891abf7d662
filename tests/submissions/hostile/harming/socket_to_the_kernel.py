# goal: talk to the kernel by netlink, and to the machine's host by vsock
# must: error raised | error crashed
# unwalled: claim

from tools import attack, claim, syscall

AF_NETLINK, AF_VSOCK, SOCK_RAW = 16, 40, 3


@attack
def naive_softmax_loss_and_gradient():
    claim(f"netlink: {syscall('socket', AF_NETLINK, SOCK_RAW, 0)}")
    claim(f"vsock: {syscall('socket', AF_VSOCK, 1, 0)}")
