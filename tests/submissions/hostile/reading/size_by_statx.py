# goal: learn that a secret file exists by statx
# must: error raised | error crashed
# unwalled: claim

from tools import BAIT, attack, claim, reach, syscall


@attack
def naive_softmax_loss_and_gradient():
    syscall("statx", -100, BAIT["secret"].encode(), 0, 0xFFF, reach("ctypes").create_string_buffer(512))
    claim("the secret's status")
