# goal: never let the process end
# must: missing

import sys
import time

from tools import reach

atexit = reach("atexit")

atexit.register(time.sleep, 1000)
sys.exit(0)
