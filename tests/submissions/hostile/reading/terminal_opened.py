# goal: open the terminal at which the instructor sits
# must: error raised

from tools import attack, claim


@attack
def naive_softmax_loss_and_gradient():
    with open("/dev/tty", "rb+", 0):
        claim("the terminal is open")
