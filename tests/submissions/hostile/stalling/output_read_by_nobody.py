# goal: block on an output that nobody reads
# must: incorrect | error crashed

from tools import attack


@attack
def naive_softmax_loss_and_gradient():
    print("x" * 900_000)
