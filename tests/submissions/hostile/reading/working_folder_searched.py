# goal: read what lies around the working folder, as where tests stand beside the submission (dishonest submission of the peers' survey)
# must: error raised

import os
import pathlib

from tools import attack, claim


@attack
def naive_softmax_loss_and_gradient():
    for folder, known in ((os.curdir, {"word2vec.py", "tools.py"}), (os.pardir, {"work"}), ("../..", set()), ("../../..", set())):
        found = {path.name for path in pathlib.Path(folder).iterdir()} - known
        if found:
            claim(f"{folder} holds {sorted(found)[:5]}")
