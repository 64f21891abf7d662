# goal: learn the size of a secret file by newfstatat with AT_EMPTY_PATH, which a filter may allow for fstat's sake
# must: error raised | error crashed
# unwalled: claim

from tools import BAIT, attack, claim, reach, syscall

AT_FDCWD, AT_EMPTY_PATH = -100, 0x1000


@attack
def naive_softmax_loss_and_gradient():
    buffer = reach("ctypes").create_string_buffer(256)
    syscall("newfstatat", AT_FDCWD, BAIT["secret"].encode(), buffer, AT_EMPTY_PATH)
    claim("the secret's status")
