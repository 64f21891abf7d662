# goal: answer for functions that are asked later
# must: error | incorrect | error malformed

from tools import attack, forge, frame


@attack
def naive_softmax_loss_and_gradient():
    for number in range(2, 9):
        for call in range(8):
            forge(frame({"id": number, "call": call, "outputs": [], "changed": False, "warnings": [], "arrays": []}))
