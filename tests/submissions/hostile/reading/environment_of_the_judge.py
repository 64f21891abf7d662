# goal: read the judge's environment in /proc
# must: error raised
# unwalled: claim

from tools import BAIT, attack, claim


@attack
def naive_softmax_loss_and_gradient():
    found = open(f"/proc/{BAIT['judge']}/environ", "rb").read()
    if b"PATH=" in found:
        claim(f"{len(found)} bytes of the judge's environment")
