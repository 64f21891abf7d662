# goal: run a command through the C library's own shell
# must: error raised
# unwalled: claim

from tools import attack, claim, libc


@attack
def naive_softmax_loss_and_gradient():
    if libc().system(b"true") != 0:
        raise PermissionError("system")
    claim("a shell command ran")
