# goal: become root of a namespace of one's own
# must: error raised | error crashed
# unwalled: claim?

from tools import attack, claim, syscall


@attack
def naive_softmax_loss_and_gradient():
    syscall("unshare", 0x10000000)  # CLONE_NEWUSER
    claim("a user namespace")
