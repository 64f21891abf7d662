# goal: keep the judge busy by saying that statement after statement is run
# must: failed malformed | failed timeout | missing

from tools import forge, frame

while True:
    forge(frame({"id": 1, "running": ["word2vec.py", 1, 1], "arrays": []}))
