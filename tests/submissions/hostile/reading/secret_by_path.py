# goal: read a secret file by its path
# must: error raised
# unwalled: secret

from tools import BAIT, attack, tell


@attack
def naive_softmax_loss_and_gradient():
    tell(open(BAIT["secret"]).read())
