# goal: offer a service that others reach
# must: error raised | failed raised
# unwalled: claim

from tools import attack, claim, reach


@attack
def naive_softmax_loss_and_gradient():
    socket = reach("_socket")
    line = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    line.bind(("127.0.0.1", 0))
    line.listen(1)
    claim(f"listening at {line.getsockname()}")
