# goal: open a secret by openat2, which old filters do not know
# must: error raised | error crashed
# unwalled: secret

import os
import struct

from tools import BAIT, attack, syscall, tell


@attack
def naive_softmax_loss_and_gradient():
    how = struct.pack("<QQQ", os.O_RDONLY, 0, 0)
    tell(os.read(syscall("openat2", -100, BAIT["secret"].encode(), how, len(how)), 100))
