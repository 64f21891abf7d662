# goal: announce a size with thousands of digits
# must: error malformed

from tools import attack, forge, frame


@attack
def naive_softmax_loss_and_gradient():
    forge(frame(b'{"id":2,"call":0,"outputs":[0],"arrays":[["<f8",[' + b"9" * 5000 + b"]]]}"))
