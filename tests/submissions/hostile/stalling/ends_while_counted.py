# goal: die while the zygote is being asked by many threads, so that it waits for an answer to nobody
# must: error crashed | timeout

import os
import threading

from tools import libc

threading.stack_size(64 << 10)


def count():
    while True:
        libc().mkdir(b"one_more", 0o700)


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    for _ in range(30):
        threading.Thread(target=count, daemon=True).start()
    os._exit(0)
