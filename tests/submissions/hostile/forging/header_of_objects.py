# goal: make the judge build an array of objects, out of bytes that are pointers
# must: error malformed

from tools import attack, forge, frame


@attack
def naive_softmax_loss_and_gradient():
    forge(frame({"id": 2, "call": 0, "outputs": [0], "arrays": [["|O", [1]]]}, b"A" * 8))
