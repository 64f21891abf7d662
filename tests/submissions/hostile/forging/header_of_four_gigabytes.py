# goal: make the judge take 4 GB for a header
# must: error malformed

from tools import attack, forge


@attack
def naive_softmax_loss_and_gradient():
    forge(b"GF1\n" + b"\xff" * 4 + b"x" * 100)
