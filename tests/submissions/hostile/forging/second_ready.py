# goal: say ready once more, with rights and levels
# must: failed malformed | incorrect | error malformed

from tools import attack, forge, frame

forge(frame({"id": 1, "ready": True, "level": "strong", "arrays": []}))


@attack
def naive_softmax_loss_and_gradient():
    pass
