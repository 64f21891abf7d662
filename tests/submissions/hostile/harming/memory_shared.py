# goal: take 1.5 GB of shared memory, which some limits do not count
# must: error memory-limit | timeout

from tools import attack, claim, libc, reach

READ_WRITE, SHARED_ANONYMOUS, SIZE = 3, 0x21, 64 << 20


@attack
def naive_softmax_loss_and_gradient():
    ctypes, c = reach("ctypes"), libc()
    c.mmap.restype = ctypes.c_void_p
    for _ in range(24):
        place = c.mmap(None, ctypes.c_size_t(SIZE), READ_WRITE, SHARED_ANONYMOUS, -1, ctypes.c_long(0))
        if place == 2**64 - 1:
            raise MemoryError("mmap")
        ctypes.memset(place, 1, SIZE)
    claim("1.5 GB of shared memory are held")
