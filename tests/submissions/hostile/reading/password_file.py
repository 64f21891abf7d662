# goal: read the machine's list of users
# must: error raised
# unwalled: claim

from tools import attack, claim


@attack
def naive_softmax_loss_and_gradient():
    claim(f"users: {open('/etc/passwd').read()[:40]!r}")
