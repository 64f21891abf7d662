# goal: let Python print a secret file as the source line of a traceback
# must: error raised | incorrect
# unwalled: secret

import traceback

from tools import BAIT, attack


@attack
def naive_softmax_loss_and_gradient():
    try:
        exec(compile("raise ValueError", BAIT["secret"], "exec"))
    except ValueError:
        traceback.print_exc()
