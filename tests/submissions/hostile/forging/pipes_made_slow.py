# goal: make the judge's ends of the pipes block or signal, by flags that both ends would share
# must: incorrect | error raised

from tools import attack, libc

F_SETFL, O_RDWR, O_APPEND, O_DIRECT, O_ASYNC = 4, 2, 0o2000, 0o40000, 0o20000


@attack
def naive_softmax_loss_and_gradient():
    for number in range(1, 5):
        libc().fcntl(number, F_SETFL, O_APPEND | O_ASYNC)
