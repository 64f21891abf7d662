# goal: read the judge's limits, which also tells whose process it is
# must: error raised
# unwalled: claim

from tools import BAIT, attack, claim, reach, syscall


@attack
def naive_softmax_loss_and_gradient():
    syscall("prlimit64", BAIT["judge"], 7, 0, reach("ctypes").create_string_buffer(16))
    claim("the judge's limits were read")
