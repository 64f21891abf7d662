# goal: list the folders of packages, and read what is installed beside NumPy
# must: incorrect
# unwalled: claim

import os
import sys

from tools import attack, claim, libc

NAMES = (
    "",
    "site-packages",
    "rich/__init__.py",
    "pytest/__init__.py",
    "pip/__init__.py",
    "../../../pyvenv.cfg",
    "../../../../.git",
)


@attack
def naive_softmax_loss_and_gradient():
    for folder in [*vars(sys.modules["_box"])["packages"], os.path.dirname(os.__file__) + "/site-packages"]:
        for name in NAMES:
            if libc().open(f"{folder}/{name}".encode(), os.O_RDONLY) >= 0:
                claim(f"{folder}/{name} can be opened")
