# goal: hang whoever reads the text of the exception
# must: timeout

class Endless(Exception):
    def __str__(self):
        while True:
            pass


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    raise Endless
