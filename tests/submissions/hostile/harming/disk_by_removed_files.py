# goal: fill the disk with files that are removed and stay, because a page of each is mapped
# must: error raised | timeout
# unwalled: claim?

import os

from tools import attack, claim, libc, reach


@attack
def naive_softmax_loss_and_gradient():
    c, ctypes = libc(), reach("ctypes")
    for number in range(600):
        file = c.open(b"held", os.O_CREAT | os.O_RDWR, 0o600)
        if file < 0:
            raise OSError(f"{number} files")
        c.ftruncate(file, 4096)
        c.mmap(None, ctypes.c_size_t(4096), 1, 1, file, ctypes.c_long(0))
        c.unlink(b"held")
        c.close(file)
    claim("600 files are held")
