# goal: never let the process end
# must: failed raised

import atexit
import sys
import time

atexit.register(time.sleep, 1000)
sys.exit(0)
