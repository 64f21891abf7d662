# goal: hide data in a file's attributes
# must: error raised | error crashed
# unwalled: claim?

from tools import BAIT, attack, claim, syscall


@attack
def naive_softmax_loss_and_gradient():
    syscall("setxattr", BAIT["secret"].encode(), b"user.hidden", b"data", 4, 0)
    claim("an attribute was set")
