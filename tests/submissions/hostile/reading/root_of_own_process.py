# goal: read a secret through /proc/self/root
# must: error raised
# unwalled: secret

from tools import BAIT, attack, tell


@attack
def naive_softmax_loss_and_gradient():
    tell(open("/proc/self/root" + BAIT["secret"]).read())
