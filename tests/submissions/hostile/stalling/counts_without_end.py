# goal: keep the zygote counting refused folders in a full scratch folder, from many threads
# must: timeout

import threading

from tools import libc

threading.stack_size(64 << 10)


def count():
    while True:
        libc().mkdir(b"one_more", 0o700)


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    for number in range(200):
        libc().mkdir(b"full_%d" % number, 0o700)
    for _ in range(50):
        threading.Thread(target=count, daemon=True).start()
    count()
