# goal: end with the exit code by which the box says that it could not be set up
# must: missing

import os

os.write(2, b"HARDENING FAILED\n")
os._exit(70)
