# goal: make the judge block by a pipe that holds one page, and is never read by anybody
# must: incorrect | error raised | error crashed | timeout

from tools import attack, libc

F_SETPIPE_SZ = 1031


@attack
def naive_softmax_loss_and_gradient():
    for number in range(5):
        libc().fcntl(number, F_SETPIPE_SZ, 4096)
