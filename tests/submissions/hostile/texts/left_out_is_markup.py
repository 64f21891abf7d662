# goal: say that much was left out, in files and lines that are markup, codes for a terminal and formulas
# must: failed malformed

import time

from tools import forge, frame

EVIL = "<img src=x onerror=alert(1)>\x1b[2J\r\n\u202e=cmd|calc"
NAMES = ["naive_softmax_loss_and_gradient", *(EVIL + str(number) for number in range(200))]
LEFT_OUT = [[EVIL, line + 1, EVIL * 9, EVIL] for line in range(20)]
UNDEFINED = {"sigmoid": {"kind": "missing", "message": EVIL}}
LOADED = {"names": NAMES, "untouched": [EVIL], "left_out": LEFT_OUT, "undefined": UNDEFINED, "fault": None}
forge(frame({"id": 1, **LOADED, "arrays": []}))
time.sleep(9)
