# goal: print without end while the file is imported, without a line end and past Python's own streams
# must: missing

import os

while True:
    os.write(2, b"\x1b]0;pwned\x07" * 10_000)
