# goal: keep the process by a thread that is waited for
# must: incorrect | error raised

from tools import attack, reach


@attack
def naive_softmax_loss_and_gradient():
    threading, time = reach("threading"), reach("time")
    threading.Thread(target=time.sleep, args=(1000,)).start()
