# goal: read a secret through /proc/PID/root of the judge
# must: error raised
# unwalled: secret?

from tools import BAIT, attack, tell


@attack
def naive_softmax_loss_and_gradient():
    tell(open(f"/proc/{BAIT['judge']}/root{BAIT['secret']}").read())
