# goal: read a secret by the import system's own reader
# must: error raised
# unwalled: secret

import importlib.machinery

from tools import BAIT, attack, tell


@attack
def naive_softmax_loss_and_gradient():
    tell(importlib.machinery.SourceFileLoader("secret", BAIT["secret"]).get_data(BAIT["secret"]))
