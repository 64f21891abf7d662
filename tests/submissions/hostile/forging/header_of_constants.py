# goal: pass NaN and Infinity where integers are due
# must: error malformed

from tools import attack, forge, frame


@attack
def naive_softmax_loss_and_gradient():
    forge(frame(b'{"id":NaN,"call":-Infinity,"outputs":[0],"arrays":[]}'))
