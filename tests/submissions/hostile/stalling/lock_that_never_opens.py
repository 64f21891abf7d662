# goal: wait for a lock that this thread holds
# must: timeout

from tools import reach

_thread = reach("_thread")


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    lock = _thread.allocate_lock()
    lock.acquire()
    lock.acquire()
