# goal: find secrets among all objects that the garbage collector knows
# must: incorrect

import gc

from tools import attack, tell


@attack
def naive_softmax_loss_and_gradient():
    for thing in gc.get_objects():
        if type(thing) is dict:
            tell_if(thing)


def tell_if(table):
    for value in list(table.values()):
        if type(value) in (str, bytes) and len(value) < 2000:
            text = value if type(value) is str else value.decode("latin-1")
            if "canary-" in text and "import" not in text:
                tell(text)
