# goal: start more threads than a process may have, each going on between the calls
# must: error raised
# unwalled: claim?

from tools import attack, claim, reach


@attack
def naive_softmax_loss_and_gradient():
    _thread, time = reach("_thread"), reach("time")
    _thread.stack_size(32 << 10)
    for _ in range(1500):
        _thread.start_new_thread(time.sleep, (30,))
    claim("1500 threads run")
