# goal: read what lies in the working folder, as where tests stand beside the submission (dishonest submission of the peers' survey)
# must: error raised
# unwalled: claim

import os
import pathlib

from tools import attack, claim


@attack
def naive_softmax_loss_and_gradient():
    claim(f"the working folder holds {[p.name for p in pathlib.Path(os.curdir).iterdir()][:5]}")
