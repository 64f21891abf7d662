# goal: run a command by posix_spawn
# must: error raised
# unwalled: claim

import os

from tools import attack, claim


@attack
def naive_softmax_loss_and_gradient():
    child = os.posix_spawn("/bin/true", ["true"], {})
    claim(f"spawned {os.waitpid(child, 0)}")
