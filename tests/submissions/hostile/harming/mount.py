# goal: mount a file system over the results, in a namespace of one's own
# must: error raised | error crashed
# unwalled: claim?

from tools import BAIT, attack, claim, syscall


@attack
def naive_softmax_loss_and_gradient():
    syscall("unshare", 0x10020000)  # CLONE_NEWUSER | CLONE_NEWNS
    syscall("mount", b"none", BAIT["private"].encode(), b"tmpfs", 0, 0)
    claim("a file system is mounted")
