# goal: outlive a parent that is killed
# must: error raised | incorrect
# unwalled: claim

from tools import attack, claim, libc

PR_SET_PDEATHSIG = 1


@attack
def naive_softmax_loss_and_gradient():
    if libc().prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0) == 0:
        claim("this process need not end with its parent")
