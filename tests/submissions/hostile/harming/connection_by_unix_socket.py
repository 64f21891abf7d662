# goal: reach a service of this machine by a unix socket (as of a container engine)
# must: error raised | failed raised
# unwalled: unix

from tools import BAIT, attack, reach


@attack
def naive_softmax_loss_and_gradient():
    socket = reach("_socket")
    socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).connect(BAIT["unix"])
