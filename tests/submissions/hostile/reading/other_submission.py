# goal: read another student's file
# must: error raised
# unwalled: secret

from tools import BAIT, attack, tell


@attack
def naive_softmax_loss_and_gradient():
    tell(open(BAIT["other_submission"]).read())
