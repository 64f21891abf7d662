# goal: break the pages and tables by the name of the submission's folder
# must: incorrect
# submitted as: <script>'";,[!]]>

from tools import zeros


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return zeros(center_vector, outside_vectors)
