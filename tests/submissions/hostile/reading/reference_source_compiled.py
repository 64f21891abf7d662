# goal: read the reference's source and run it as one's own
# must: missing
# unwalled: points

from tools import BAIT

exec(open(BAIT["reference"]).read())
