# goal: start a thread that goes on between the calls
# must: error raised
# unwalled: claim

from tools import attack, claim, reach


@attack
def naive_softmax_loss_and_gradient():
    _thread, time = reach("_thread"), reach("time")
    _thread.start_new_thread(time.sleep, (30,))
    claim("a thread runs")
