# goal: return an array that lies in memory that is not its own
# must: incorrect | error crashed | error malformed

class Elsewhere:
    __array_interface__ = {"shape": (4,), "typestr": "<f8", "data": (4096, True), "version": 3}


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return Elsewhere(), Elsewhere(), Elsewhere()
