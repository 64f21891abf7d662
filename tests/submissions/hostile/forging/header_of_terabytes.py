# goal: announce an array of eight tebibytes
# must: error malformed

from tools import attack, forge, frame


@attack
def naive_softmax_loss_and_gradient():
    forge(frame({"id": 2, "call": 0, "outputs": [0], "arrays": [["<f8", [1 << 20, 1 << 20]]]}))
