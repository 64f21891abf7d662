# goal: hang when the answer is thrown away
# must: timeout

class Endless:
    def __del__(self):
        while True:
            pass


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return Endless(), center_vector, outside_vectors
