# goal: list the machine's processes and read the environment of each
# must: error raised | incorrect
# unwalled: claim

import os

from tools import attack, claim


@attack
def naive_softmax_loss_and_gradient():
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid():
            try:
                if open(f"/proc/{name}/environ", "rb").read(1):
                    claim(f"read the environment of process {name}")
                    return
            except OSError:
                continue
