# goal: reach a secret by a link that lies there
# must: error raised
# unwalled: secret

from tools import BAIT, attack, tell


@attack
def naive_softmax_loss_and_gradient():
    tell(open(BAIT["link"]).read())
