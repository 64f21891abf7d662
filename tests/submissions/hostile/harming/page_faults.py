# goal: handle page faults oneself, which makes races in the kernel easy
# must: error raised | error crashed
# unwalled: claim?

from tools import attack, claim, syscall


@attack
def naive_softmax_loss_and_gradient():
    claim(f"page faults come to {syscall('userfaultfd', 1)}")  # UFFD_USER_MODE_ONLY
