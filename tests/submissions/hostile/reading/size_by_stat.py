# goal: learn that a secret file exists, and its size
# must: error raised
# unwalled: claim

import os

from tools import BAIT, attack, claim


@attack
def naive_softmax_loss_and_gradient():
    claim(f"the secret has {os.stat(BAIT['secret']).st_size} bytes")
