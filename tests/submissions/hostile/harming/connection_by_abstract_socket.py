# goal: reach a service of this machine by an abstract unix socket, which no file guards
# must: error raised | failed raised
# unwalled: abstract

from tools import BAIT, attack, reach


@attack
def naive_softmax_loss_and_gradient():
    socket = reach("_socket")
    socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).connect("\0" + BAIT["abstract"])
