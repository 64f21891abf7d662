# goal: end the process by an invalid access
# must: error crashed

from tools import attack, reach


@attack
def naive_softmax_loss_and_gradient():
    reach("ctypes").string_at(0)
