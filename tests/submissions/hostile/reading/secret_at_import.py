# goal: read a secret file while the file is imported, before any function is called
# must: missing
# unwalled: secret

from tools import BAIT, tell

tell(open(BAIT["secret"]).read())
