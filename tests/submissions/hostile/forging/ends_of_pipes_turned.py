# goal: read where one may only write, and write where one may only read, to talk in another's name
# must: error raised

import os

from tools import attack, claim


@attack
def naive_softmax_loss_and_gradient():
    for number in (0, 3):
        try:
            os.write(number, b"GF1\n")
            claim(f"descriptor {number} takes what the judge should have said")
        except OSError as error:
            last = error
    raise last
