# goal: open the judge's open secret file once more, through /proc/PID/fd
# must: error raised
# unwalled: secret

from tools import BAIT, attack, tell


@attack
def naive_softmax_loss_and_gradient():
    tell(open(f"/proc/{BAIT['judge']}/fd/{BAIT['open_secret']}").read())
