# goal: read in /proc what the instructor has typed
# must: error raised
# unwalled: claim

from tools import BAIT, attack, claim


@attack
def naive_softmax_loss_and_gradient():
    found = open(f"/proc/{BAIT['judge']}/cmdline", "rb").read()
    if found:
        claim(f"the judge was started as {found[:80]!r}")
