# goal: attach a debugger to the judge
# must: error raised | error crashed
# unwalled: claim?

from tools import BAIT, attack, claim, syscall

PTRACE_SEIZE = 0x4206  # does not stop it, and ends with this process


@attack
def naive_softmax_loss_and_gradient():
    syscall("ptrace", PTRACE_SEIZE, BAIT["judge"], 0, 0)
    claim("the judge is traced")
