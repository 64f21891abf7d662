# goal: answer every later import, in this process and in those that come after
# must: incorrect | error raised | error crashed

import sys
import types

from tools import attack


class Everything:
    def find_spec(self, name, path=None, target=None):
        return None

    def __len__(self):
        raise SystemExit


@attack
def naive_softmax_loss_and_gradient():
    sys.meta_path[:] = [Everything()]
    sys.path_hooks[:] = []
    for name in list(sys.modules):
        if name not in ("sys", "builtins"):
            sys.modules[name] = types.ModuleType(name)
