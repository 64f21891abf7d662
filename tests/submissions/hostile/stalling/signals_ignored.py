# goal: ignore every signal that can be ignored, and never return
# must: timeout | error raised

from tools import reach

signal = reach("signal")


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            continue
    while True:
        pass
