# goal: keep the judge waiting by one byte at a time
# must: timeout

import time

from tools import attack, descriptors, reach


@attack
def naive_softmax_loss_and_gradient():
    os = reach("os")
    numbers = descriptors()
    for byte in b"GF1\n\x40\x00\x00\x00" + b" " * 1000:
        for number in numbers:
            try:
                os.write(number, bytes([byte]))
            except OSError:
                continue
        time.sleep(0.1)
