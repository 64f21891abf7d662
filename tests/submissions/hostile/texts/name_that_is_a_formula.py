# goal: run a formula by the name of the submission's folder
# must: incorrect
# submitted as: =cmd|' calc'!A0

from tools import zeros


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return zeros(center_vector, outside_vectors)
