# goal: open a folder above the secret, then ask for it and read it from there
# must: incorrect
# unwalled: claim secret

import os

from tools import BAIT, attack, claim, libc, tell


@attack
def naive_softmax_loss_and_gradient():
    for folder in ("/", BAIT["folder"], "..", "../..", os.path.dirname(os.__file__), "/usr/share/zoneinfo", "/lib"):
        descriptor = libc().open(folder.encode(), os.O_RDONLY)
        for name in ("secret.txt", 30 * "../" + BAIT["secret"], BAIT["secret"]):
            file = libc().openat(descriptor, name.encode(), 0)
            if file >= 0:
                tell(os.read(file, 100))
        if descriptor >= 0:
            os.fchdir(descriptor)
            if os.access(30 * "../" + BAIT["secret"], os.R_OK, dir_fd=descriptor):
                claim(f"the secret can be seen from {folder}")
