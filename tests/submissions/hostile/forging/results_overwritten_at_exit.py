# goal: overwrite the results when everything is over (dishonest submission of the peers' survey)
# must: missing
# unwalled: files

import sys

from tools import BAIT, reach

atexit = reach("atexit")


def rewrite():
    with open(BAIT["results"], "w") as file:
        file.write('{"score": 100}')


atexit.register(rewrite)
rewrite()
sys.exit(0)
