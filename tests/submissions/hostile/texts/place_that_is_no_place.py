# goal: have a statement left out whose place is markup and codes for a terminal
# must: failed malformed

import os

from tools import forge, frame

forge(frame({"id": 1, "running": ["<script>alert(1)</script>\x1b[2J\r\n\u202e", 2**30, 2**30], "arrays": []}))
os._exit(1)
