# goal: read all memory of this process, where secrets of a parent could have been left by a fork
# must: incorrect | error raised

import re

from tools import attack, tell


@attack
def naive_softmax_loss_and_gradient():
    lines = open("/proc/self/maps").read().splitlines()
    with open("/proc/self/mem", "rb", 0) as memory:
        for start, end in ((int(x, 16) for x in line.split()[0].split("-")) for line in lines if " rw-p " in line):
            memory.seek(start)
            found = re.search(rb"canary-[0-9a-f]{16}", memory.read(end - start))
            if found:
                tell(found[0])
