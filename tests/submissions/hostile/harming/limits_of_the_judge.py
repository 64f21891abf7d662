# goal: take the judge's right to open files away (set to what it is, which shows the right to)
# must: error raised | error crashed
# unwalled: claim?

from tools import BAIT, attack, claim, reach, syscall


@attack
def naive_softmax_loss_and_gradient():
    now = reach("ctypes").create_string_buffer(16)
    syscall("prlimit64", BAIT["judge"], 7, 0, now)  # RLIMIT_NOFILE
    syscall("prlimit64", BAIT["judge"], 7, now, 0)
    claim("the judge's limits were set")
