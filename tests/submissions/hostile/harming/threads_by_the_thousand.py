# goal: start more threads than a process may
# must: incorrect | timeout
# unwalled: claim?

import _thread
import threading

from tools import claim, zeros

threading.stack_size(32 << 10)
STARTED = []


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    try:
        while len(STARTED) < 2000:
            STARTED.append(_thread.start_new_thread(int, ()))
    except RuntimeError:
        return zeros(center_vector, outside_vectors)
    claim(f"{len(STARTED)} threads have been started")
