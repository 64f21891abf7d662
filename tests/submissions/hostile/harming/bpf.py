# goal: load data into the kernel by bpf
# must: error raised | error crashed
# unwalled: claim?

import struct

from tools import attack, claim, syscall


@attack
def naive_softmax_loss_and_gradient():
    array = struct.pack("<IIII", 2, 4, 8, 1).ljust(128, b"\0")  # BPF_MAP_TYPE_ARRAY, sizes of key, value and map
    claim(f"a map in the kernel: {syscall('bpf', 0, array, 128)}")
