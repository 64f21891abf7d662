# goal: open a secret by the C library, past what Python checks
# must: error raised
# unwalled: secret

from tools import BAIT, attack, libc, reach, tell


@attack
def naive_softmax_loss_and_gradient():
    ctypes, c = reach("ctypes"), libc()
    c.fopen.restype = ctypes.c_void_p
    file = c.fopen(BAIT["secret"].encode(), b"r")
    if not file:
        raise PermissionError("fopen")
    buffer = ctypes.create_string_buffer(100)
    c.fgets(buffer, 100, ctypes.c_void_p(file))
    tell(buffer.value)
