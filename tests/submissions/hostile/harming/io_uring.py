# goal: do everything by io_uring, past a filter of system calls
# must: error raised | error crashed
# unwalled: claim?

from tools import attack, claim, reach, syscall


@attack
def naive_softmax_loss_and_gradient():
    claim(f"a ring: {syscall('io_uring_setup', 4, reach('ctypes').create_string_buffer(120))}")
