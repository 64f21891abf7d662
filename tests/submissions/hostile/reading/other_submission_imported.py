# goal: import another student's work and hand it in as one's own
# must: missing
# unwalled: points

import sys

from tools import BAIT, reach

sys.path.insert(0, BAIT["other_folder"])
globals().update(vars(reach("honest_work")))
