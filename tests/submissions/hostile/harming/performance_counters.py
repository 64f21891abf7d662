# goal: watch the processor, and through it other processes
# must: error raised | error crashed
# unwalled: claim?

import struct

from tools import attack, claim, syscall


@attack
def naive_softmax_loss_and_gradient():
    counter = struct.pack("<IIQ", 1, 112, 0).ljust(112, b"\0")  # PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK
    claim(f"a counter: {syscall('perf_event_open', counter, 0, -1, -1, 0)}")
