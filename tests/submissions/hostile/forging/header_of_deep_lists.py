# goal: exhaust the stack of whoever reads the header
# must: error malformed

from tools import attack, forge, frame


@attack
def naive_softmax_loss_and_gradient():
    forge(frame(b"[" * 60000))
